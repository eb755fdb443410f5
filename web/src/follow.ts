/** The table of contents follows the reading: the line of the division (or article) that stands at the top of the window is marked. */
export function followReading(): void {
  const toc = document.querySelector<HTMLElement>(".toc");
  if (!toc || !document.querySelector("[data-follow]")) return;
  const stops: { line: HTMLAnchorElement; place: HTMLElement }[] = [];
  for (const line of toc.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
    const place = document.getElementById(line.hash.slice(1));
    if (place) stops.push({ line, place });
  }
  let marked: HTMLAnchorElement | null = null;
  let waiting = false;
  const mark = () => {
    waiting = false;
    let low = 0;
    let high = stops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((stops[middle]?.place.getBoundingClientRect().top ?? Infinity) > 140) high = middle;
      else low = middle + 1;
    }
    const line = stops[low - 1]?.line ?? null;
    if (line === marked) return;
    marked?.removeAttribute("aria-current");
    line?.setAttribute("aria-current", "true");
    marked = line;
    if (!line) return;
    const top = line.offsetTop - toc.offsetTop;
    if (top < toc.scrollTop || top > toc.scrollTop + toc.clientHeight - 48) toc.scrollTop = top - toc.clientHeight / 3;
  };
  const later = () => {
    if (!waiting) requestAnimationFrame(mark);
    waiting = true;
  };
  window.addEventListener("scroll", later, { passive: true });
  window.addEventListener("resize", later, { passive: true });
  later();
}
