/**
 * The page of an item in a review: the answer to a decision is the next item, on whose heading the focus stands; a verdict that wants a reason asks for it
 * first; what was refused is shown with the words kept, and a server that does not answer is told of. Without this script forms and redirects do the same.
 */

interface Swap {
  xhr: XMLHttpRequest;
  shouldSwap: boolean;
  isError: boolean;
  target?: Element;
}

let lost: HTMLElement | null = null;

function pane(): HTMLElement | null {
  return document.getElementById("review");
}

/** Says to who cannot see it what was stored, and sets the focus: on a fault, on the field that was opened, else on the heading. */
function arrive(review: HTMLElement): void {
  const said = review.querySelector<HTMLElement>("[data-said]")?.dataset["said"] ?? "";
  const status = document.getElementById("said");
  if (status && status.textContent !== said) status.textContent = said;
  const heading = review.querySelector<HTMLElement>("h1");
  document.title = `${heading?.textContent ?? ""} · lawgraph`;
  const first = review.querySelector<HTMLElement>("[data-first]");
  (first ?? heading)?.focus({ preventScroll: first === null });
  if (!first) window.scrollTo({ top: 0 });
}

/** A verdict that says nothing without a sentence: asks for one, and Enter in the field sends that verdict. */
function ask(button: HTMLButtonElement, form: HTMLFormElement): void {
  for (const other of form.querySelectorAll("[data-asks]")) other.setAttribute("aria-pressed", String(other === button));
  form.querySelector("[data-asking]")?.removeAttribute("hidden");
  form.querySelector<HTMLInputElement>("#why")?.focus();
}

function send(form: HTMLFormElement): void {
  const chosen = form.querySelector<HTMLButtonElement>("[data-asks][aria-pressed=true]");
  if (chosen) chosen.click();
}

export function reviewItems(): void {
  if (!pane()) return;
  document.querySelector(".nav")?.classList.toggle("nav--away", document.querySelector(".decide") !== null);
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-asks]") : null;
      const form = button?.form;
      if (!button || !form || form.querySelector<HTMLInputElement>("#why")?.value.trim()) return;
      event.preventDefault();
      event.stopPropagation();
      ask(button, form);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-retry]")) lost?.click();
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !(field instanceof HTMLInputElement) || field.id !== "why" || !field.form) return;
    event.preventDefault();
    send(field.form);
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const asked = (event as CustomEvent<{ elt: Element; requestConfig: { triggeringEvent?: SubmitEvent } }>).detail;
    const by = asked.requestConfig.triggeringEvent?.submitter ?? asked.elt;
    lost = by instanceof HTMLElement ? by : null;
  });
  // what was refused (a reason that is wanted, a colleague who was first) is a page of its own
  document.addEventListener("htmx:beforeSwap", (event) => {
    const swap = (event as CustomEvent<Swap>).detail;
    if (swap.xhr.status >= 400 && swap.xhr.status < 500 && swap.xhr.responseText.includes('class="rev"')) {
      swap.shouldSwap = true;
      swap.isError = false;
    }
  });
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(name, () => document.querySelector("[data-lost]")?.removeAttribute("hidden"));
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    const review = pane();
    if (review && (event as CustomEvent<Swap>).detail.target === review) arrive(review);
  });
}
