/** Copies an article with its citation, the citation, or the address; where there is no clipboard (plain HTTP) a selection takes its place. */

import { word } from "./words";

async function put(words: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function wordsOf(): string {
  const lines: string[] = [];
  const chosen = document.querySelector(".art-t .on");
  for (const line of chosen ? [chosen] : document.querySelectorAll(".art-t p")) {
    const plain = line.cloneNode(true) as Element;
    plain.querySelector(".pin")?.remove();
    lines.push(plain.textContent?.trim() ?? "");
  }
  return lines.join("\n");
}

export function copyArticles(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    const box = button?.closest<HTMLElement>("[data-citation]");
    if (!button || !box) return;
    const citation = box.dataset["citation"] ?? "";
    const kind = button.dataset["copy"];
    const words = kind === "address" ? location.href.split("#")[0] ?? "" : kind === "citation" ? citation : `${citation}\n${wordsOf()}`;
    void put(words).then((done) => {
      const said = box.querySelector("[role=status]");
      if (said) said.textContent = word(done ? "copied" : "notCopied");
      button.focus();
    });
  });
}
