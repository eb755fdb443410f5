/** The upload form: a file may be dropped on it, and what takes long says so. */

const PATIENCE_MS = 300;

export function takeDrops(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-upload]")) {
    const zone = form.querySelector<HTMLElement>("[data-drop]");
    const input = form.querySelector<HTMLInputElement>("input[type=file]");
    if (!zone || !input) continue;
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("drop--over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("drop--over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("drop--over");
      if (!event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    });
    const picked = form.querySelector<HTMLElement>("[data-picked]");
    input.addEventListener("change", () => {
      if (picked) picked.textContent = input.files?.[0]?.name ?? "";
    });
    form.addEventListener("submit", () => {
      const busy = form.querySelector<HTMLElement>("[data-busy]");
      window.setTimeout(() => busy?.removeAttribute("hidden"), PATIENCE_MS);
    });
  }
}
