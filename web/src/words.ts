/** The words that scripts say: they stand on the body, in the language of the page. `{n}` in them is a number. */
export function word(name: string, n?: number): string {
  return (document.body.dataset[name] ?? "").replace("{n}", String(n ?? ""));
}
