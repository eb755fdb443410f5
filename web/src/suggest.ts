/**
 * Completions under a search field, after the ARIA pattern of a combobox with a list: arrows choose, Enter goes there, Esc shuts the list.
 *
 * The field stays what it is without a script: typed words are searched. Nothing is asked for and no key is taken while an input method composes.
 */

import { word } from "./words";

type Completion = { name: string; caption: string; work: { id: string; title: string }; provision: string };

const PAUSE_MS = 90;
let fields = 0;

class Suggestions {
  private readonly list = document.createElement("ul");
  private readonly said = document.createElement("span");
  private asked: AbortController | null = null;
  private waiting = 0;
  private chosen = -1;
  /** The path that the site stands under: the form leads to its /search. */
  private readonly root: string;

  constructor(private readonly input: HTMLInputElement, field: HTMLElement) {
    this.root = (input.form?.getAttribute("action") ?? "").replace(/\/search$/, "");
    fields += 1;
    this.list.id = `completions-${fields}`;
    this.list.className = "completions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.lang = "zh-Hans"; // titles and captions
    this.list.setAttribute("aria-label", word("completions"));
    this.said.className = "vh";
    this.said.setAttribute("role", "status");
    field.after(this.list, this.said);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]] as const)
      input.setAttribute(name, value);
    input.addEventListener("input", (event) => {
      if (!(event as InputEvent).isComposing) this.ask();
    });
    input.addEventListener("compositionend", () => this.ask());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.shut());
    // the field keeps the focus while a line is pressed
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-href]") : null;
      if (line?.dataset.href) window.location.assign(line.dataset.href);
    });
  }

  private get lines(): HTMLElement[] {
    return Array.from(this.list.children) as HTMLElement[];
  }

  private ask(): void {
    window.clearTimeout(this.waiting);
    this.asked?.abort();
    if (!this.input.value.trim()) return this.shut();
    this.waiting = window.setTimeout(() => void this.fetch(this.input.value), PAUSE_MS);
  }

  private async fetch(typed: string): Promise<void> {
    this.asked = new AbortController();
    const address = new URLSearchParams({ q: typed.trim() });
    const at = this.input.form?.querySelector<HTMLInputElement>("input[name=at]")?.value.trim() ?? "";
    if (/^\d{4}-\d{2}-\d{2}$/.test(at)) address.set("at", at);
    try {
      const answer = await fetch(`${this.root}/api/v1/titles?${address}`, { signal: this.asked.signal });
      const found = answer.ok ? ((await answer.json()) as { completions: Completion[] }).completions : [];
      if (this.input.value === typed && document.activeElement === this.input) this.show(found, at);
    } catch {
      // without an answer the field searches as it did
    }
  }

  private show(found: Completion[], at: string): void {
    this.list.replaceChildren(...found.map((item, place) => this.line(item, place, at)));
    this.choose(-1);
    this.open(found.length > 0);
    this.said.textContent = found.length ? word("found", found.length) : "";
  }

  private line(item: Completion, place: number, at: string): HTMLElement {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.textContent = item.name;
    line.append(name);
    const more = item.caption || (item.name === item.work.title ? "" : item.work.title);
    if (more) {
      const caption = document.createElement("span");
      caption.className = "quiet small";
      caption.textContent = more;
      line.append(caption);
    }
    line.dataset.href = this.root + (item.provision || (at ? `${item.work.id}?at=${at}` : item.work.id));
    return line;
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
  }

  private shut(): void {
    window.clearTimeout(this.waiting);
    this.asked?.abort();
    this.choose(-1);
    this.open(false);
    this.said.textContent = "";
  }

  private choose(place: number): void {
    this.chosen = place;
    this.lines.forEach((line, at) => line.setAttribute("aria-selected", String(at === place)));
    const line = this.lines[place];
    if (line) {
      this.input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  private press(event: KeyboardEvent): void {
    // 229: some browsers tell of a composing key so
    if (event.isComposing || event.keyCode === 229 || this.list.hidden) return;
    const count = this.lines.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      // one place before the first stands for the field itself
      this.choose(((this.chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      window.location.assign(this.lines[this.chosen]?.dataset.href ?? "");
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
    }
  }
}

export function completeSearches(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>(".completing input")) {
    const field = input.closest<HTMLElement>(".field");
    if (field) new Suggestions(input, field);
  }
}
