/**
 * Single keys: / search, J and K next and previous, Esc leave, ? all keys, and what a page offers under a key of its own.
 *
 * They sleep while a field has the focus or an input method composes, and a reader can switch them off (WCAG 2.2, 2.1.4).
 */

const OFF = "lawgraph-keys-off";

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

function areOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function switchOff(off: boolean): void {
  try {
    if (off) localStorage.setItem(OFF, "1");
    else localStorage.removeItem(OFF);
  } catch {
    // a browser that keeps nothing keeps the default
  }
}

/** Goes to the next or previous measure or article: by the link that the page offers, else from one article of the text to another. */
function step(forward: boolean): boolean {
  const link = document.querySelector<HTMLAnchorElement>(forward ? "[data-next]" : "[data-prev]");
  if (link) {
    link.click();
    return true;
  }
  const stops = Array.from(document.querySelectorAll<HTMLElement>("[data-step]"));
  const line = 120;
  const tops = stops.map((stop) => stop.getBoundingClientRect().top);
  const place = forward ? tops.findIndex((top) => top > line) : tops.filter((top) => top < line - 40).length - 1;
  const stop = stops[place];
  if (!stop) return false;
  window.scrollTo({ top: window.scrollY + stop.getBoundingClientRect().top - line + 20 });
  stop.querySelector<HTMLAnchorElement>("a")?.focus({ preventScroll: true });
  return true;
}

function openMenu(): HTMLDetailsElement | null {
  return document.querySelector<HTMLDetailsElement>(".look[open], .menu[open]");
}

function leave(target: EventTarget | null): boolean {
  const menu = openMenu();
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    return true;
  }
  if (isTyping(target) && target instanceof HTMLElement) {
    target.blur();
    return true;
  }
  const sheet = document.querySelector(".side");
  if (sheet && window.matchMedia("(max-width: 45rem)").matches) {
    sheet.classList.toggle("side--shut");
    return true;
  }
  return false;
}

function searchField(): HTMLInputElement | null {
  const fields = Array.from(document.querySelectorAll<HTMLInputElement>("input[type=search]"));
  return fields.find((field) => field.offsetParent !== null) ?? null;
}

/** Brings the chosen line of the table of contents into its own view. */
export function showPlace(): void {
  const toc = document.querySelector<HTMLElement>(".toc");
  const line = toc?.querySelector<HTMLElement>("[aria-current]");
  if (toc && line) toc.scrollTop = line.offsetTop - toc.offsetTop - toc.clientHeight / 3;
}

export function listenForKeys(): void {
  const sheet = document.querySelector<HTMLDialogElement>("#keys");
  const choice = document.querySelector<HTMLInputElement>("[data-keys-on]");
  document.querySelector("[data-keys]")?.addEventListener("click", () => sheet?.showModal());
  if (choice) {
    choice.checked = !areOff();
    choice.addEventListener("change", () => switchOff(!choice.checked));
  }
  document.addEventListener("click", (event) => {
    const menu = openMenu();
    if (menu && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || sheet?.open) return;
    if (event.key === "Escape") {
      leave(event.target);
      return;
    }
    if (isTyping(event.target) || areOff()) return;
    const done = act(event.key, sheet);
    if (done) event.preventDefault();
  });
}

function act(key: string, sheet: HTMLDialogElement | null): boolean {
  switch (key) {
    case "/": {
      const field = searchField();
      field?.focus();
      field?.select();
      return field !== null;
    }
    case "j":
    case "J":
      return step(true);
    case "k":
    case "K":
      return step(false);
    case "?":
      sheet?.showModal();
      return sheet !== null;
    default:
      return press(key);
  }
}

/** What a page offers under a key of its own (data-key): a field is gone to, anything else is pressed. */
function press(key: string): boolean {
  const found = /^[a-z0-9]$/i.test(key) ? document.querySelector<HTMLElement>(`[data-key="${key.toLowerCase()}"]`) : null;
  if (found instanceof HTMLInputElement) found.focus();
  else found?.click();
  return found !== null;
}
