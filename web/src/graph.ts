/**
 * What a script adds to the picture of the graph: the words of what one looks at beside it, arrow keys from box to box, zoom, dragging, and opening
 * a box without losing one's place. Without it boxes are links and the table says the same.
 */

import { word } from "./words";

const STEPS = [0.35, 0.5, 0.7, 1, 1.4, 2];
const SHOWN = 12;

function must<T extends Element>(selector: string): T | null {
  return document.querySelector<T>(selector);
}

function linesOf(picture: SVGSVGElement, number: string): SVGPathElement[] {
  return Array.from(picture.querySelectorAll<SVGPathElement>(`path[data-s="${number}"], path[data-t="${number}"]`));
}

/** The table's rows of these lines as a list: who, how, on what, in which words. */
function tell(place: HTMLElement, lines: SVGPathElement[]): void {
  const list = document.createElement("ul");
  for (const line of lines.slice(0, SHOWN)) {
    const row = document.getElementById(`line-${line.dataset.l ?? ""}`);
    if (!row) continue;
    const cells = Array.from(row.children, (cell) => (cell.textContent ?? "").trim());
    const item = document.createElement("li");
    item.textContent = `${cells[0] ?? ""}　${cells[1] ?? ""}　${cells[2] ?? ""}`;
    if (cells[6]) {
      const words = document.createElement("span");
      words.className = "quote small";
      words.textContent = `　${cells[6]}`;
      item.append(words);
    }
    list.append(item);
  }
  const rest = lines.length - SHOWN;
  if (rest > 0) {
    const item = document.createElement("li");
    item.textContent = word("moreLines", rest);
    list.append(item);
  }
  place.replaceChildren(list);
}

function look(picture: SVGSVGElement, said: HTMLElement | null, lines: SVGPathElement[]): void {
  for (const line of picture.querySelectorAll(".g-near")) line.classList.remove("g-near");
  for (const line of lines) line.classList.add("g-near");
  picture.classList.toggle("graph--on", lines.length > 0);
  if (said && lines.length > 0) tell(said, lines);
}

/** The box that lies nearest in the direction of an arrow key. */
function nearest(picture: SVGSVGElement, from: Element, key: string): SVGAElement | null {
  const here = from.getBoundingClientRect();
  let best: SVGAElement | null = null;
  let least = Infinity;
  for (const box of picture.querySelectorAll<SVGAElement>(".g-box")) {
    const there = box.getBoundingClientRect();
    const x = there.x - here.x;
    const y = there.y - here.y;
    const along = key === "ArrowRight" ? x : key === "ArrowLeft" ? -x : key === "ArrowDown" ? y : -y;
    const aside = Math.abs(key === "ArrowRight" || key === "ArrowLeft" ? y : x);
    if (box === from || along < 1) continue;
    const distance = along + 2 * aside;
    if (distance < least) [least, best] = [distance, box];
  }
  return best;
}

class Zoom {
  private readonly wide: number;
  private readonly high: number;
  private scale = 1;

  constructor(private readonly picture: SVGSVGElement, private readonly frame: HTMLElement) {
    this.wide = picture.viewBox.baseVal.width;
    this.high = picture.viewBox.baseVal.height;
  }

  private set(scale: number): void {
    const [x, y] = [this.frame.scrollLeft + this.frame.clientWidth / 2, this.frame.scrollTop + this.frame.clientHeight / 2];
    const ratio = scale / this.scale;
    this.scale = scale;
    this.picture.setAttribute("width", String(Math.round(this.wide * scale)));
    this.picture.setAttribute("height", String(Math.round(this.high * scale)));
    this.frame.scrollTo(x * ratio - this.frame.clientWidth / 2, y * ratio - this.frame.clientHeight / 2);
  }

  step(inwards: boolean): void {
    const next = inwards ? STEPS.find((step) => step > this.scale + 0.01) : STEPS.filter((step) => step < this.scale - 0.01).pop();
    if (next !== undefined) this.set(next);
  }

  fit(): void {
    this.set(Math.min(1, this.frame.clientWidth / this.wide));
  }
}

function drag(frame: HTMLElement): void {
  let from: { x: number; y: number; left: number; top: number } | null = null;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || (event.target as Element).closest("a")) return;
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    frame.setPointerCapture(event.pointerId);
    frame.classList.add("g-grab");
  });
  frame.addEventListener("pointermove", (event) => {
    if (from) frame.scrollTo(from.left + from.x - event.clientX, from.top + from.y - event.clientY);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    frame.addEventListener(name, () => {
      from = null;
      frame.classList.remove("g-grab");
    });
  }
}

/** Keeps the place on the page while a box is opened: the new page scrolls to where the old one stood, with the focus on the same box. */
const KEPT = "lawgraph-graph-place";

function keepPlace(frame: HTMLElement, name: string): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ name, left: frame.scrollLeft, top: frame.scrollTop, page: window.scrollY }));
  } catch {
    // a browser that keeps nothing begins at the top
  }
}

function findPlace(picture: SVGSVGElement, frame: HTMLElement): void {
  try {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (!kept) return;
    const place = JSON.parse(kept) as { name: string; left: number; top: number; page: number };
    const box = Array.from(picture.querySelectorAll<SVGAElement>(".g-box")).find((one) => one.getAttribute("aria-label") === place.name);
    window.scrollTo({ top: place.page });
    frame.scrollTo(place.left, place.top);
    box?.focus();
  } catch {
    // as above
  }
}

function start(picture: SVGSVGElement, frame: HTMLElement, said: HTMLElement | null): void {
  const zoom = new Zoom(picture, frame);
  const boxes = Array.from(picture.querySelectorAll<SVGAElement>(".g-box"));
  // one stop of the tab key: the arrows walk from box to box
  const chosen = picture.querySelector(".g-sel")?.closest(".g-box") ?? boxes[0];
  for (const link of picture.querySelectorAll<SVGAElement>("a")) link.setAttribute("tabindex", link === chosen ? "0" : "-1");

  const lookAt = (target: EventTarget | null): void => {
    if (!(target instanceof Element)) return;
    const node = target.closest<SVGGElement>(".g-n");
    const line = target.closest<SVGPathElement>(".g-lines path");
    if (node) look(picture, said, linesOf(picture, node.dataset.n ?? ""));
    else if (line) look(picture, said, [line]);
  };
  picture.addEventListener("pointerover", (event) => lookAt(event.target));
  picture.addEventListener("pointerleave", () => {
    if (!picture.contains(document.activeElement)) look(picture, said, []);
  });
  picture.addEventListener("focusin", (event) => lookAt(event.target));
  picture.addEventListener("focusout", () => look(picture, said, []));
  picture.addEventListener("click", (event) => {
    const opening = (event.target as Element).closest(".g-open");
    if (opening) keepPlace(frame, opening.previousElementSibling?.getAttribute("aria-label") ?? "");
  });
  picture.addEventListener("keydown", (event) => {
    const box = (event.target as Element).closest<SVGAElement>(".g-box");
    if (!box || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.startsWith("Arrow")) {
      const next = nearest(picture, box, event.key);
      box.setAttribute("tabindex", "-1");
      (next ?? box).setAttribute("tabindex", "0");
      next?.focus();
      next?.scrollIntoView({ block: "nearest", inline: "nearest" });
      event.preventDefault();
    } else if (event.key === "e" || event.key === "E") {
      box.parentElement?.querySelector<SVGAElement>(".g-open")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    }
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.addEventListener("click", () => (button.dataset.zoom === "fit" ? zoom.fit() : zoom.step(button.dataset.zoom === "in")));
  }
  drag(frame);
  findPlace(picture, frame);
}

const picture = must<SVGSVGElement>("#picture");
const frame = must<HTMLElement>(".g-scroll");
if (picture && frame) start(picture, frame, must<HTMLElement>("[data-said]"));
