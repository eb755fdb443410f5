/** Ctrl and Enter send the query that is being written: a line break is a line break there. */
export function runByKey(): void {
  const field = document.querySelector<HTMLTextAreaElement>("textarea[data-run]");
  field?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    field.form?.requestSubmit();
  });
}
