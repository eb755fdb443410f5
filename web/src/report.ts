/** The report page: after the basis panel was exchanged, the chosen measure is marked, seen, and the focus stands on the panel's heading. */

function mark(panel: HTMLElement): void {
  const number = panel.dataset["number"] ?? "";
  for (const other of document.querySelectorAll("[data-measure][aria-current]")) other.removeAttribute("aria-current");
  const measure = document.getElementById(`m-${number}`);
  if (!measure) return;
  measure.setAttribute("aria-current", "true");
  const box = measure.getBoundingClientRect();
  const floor = window.matchMedia("(max-width: 45rem)").matches ? window.innerHeight * 0.5 : window.innerHeight - 24;
  if (box.top < 72 || box.bottom > floor) measure.scrollIntoView({ block: box.height > floor / 2 ? "start" : "center" });
}

export function followMeasure(): void {
  const chosen = document.getElementById("basis");
  if (chosen && !location.hash && new URLSearchParams(location.search).has("measure")) mark(chosen);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-shut]")) document.getElementById("basis")?.classList.toggle("side--shut");
  });
  let last: HTMLElement | null = null;
  const lost = (event: Event) => {
    last = (event as CustomEvent<{ elt?: HTMLElement }>).detail.elt ?? null;
    document.querySelector("[data-lost]")?.removeAttribute("hidden");
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:responseError", lost);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-again]")) last?.click();
    if (event.target instanceof Element && event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = document.getElementById("basis");
    const swapped = (event as CustomEvent<{ target?: Element }>).detail.target;
    if (!panel || swapped?.id !== "basis") return;
    mark(panel);
    panel.scrollTop = 0;
    panel.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  });
}
