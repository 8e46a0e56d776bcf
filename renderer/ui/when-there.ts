/** A screen that is read anew may need a moment before its parts are there. */
const PATIENCE_MS = 5_000;

/** Does something as soon as it can be done on the page, now or a few renders later; then no more. @param work whether it was done */
export function whenThere(work: () => boolean): void {
  const watcher = new MutationObserver(() => {
    if (work()) stop();
  });
  const stop = (): void => {
    watcher.disconnect();
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, PATIENCE_MS);
  // The way there is a render later: what stands there now may be another screen's.
  requestAnimationFrame(() => {
    if (work()) stop();
    else watcher.observe(document.body, { childList: true, subtree: true });
  });
}

/** Brings the section with that heading into view, and the keyboard to the first thing that can be done in it. */
export function showSection(title: string): void {
  whenThere(() => {
    const heading = [...document.querySelectorAll('main h2')].find(({ textContent }) => textContent === title);
    const section = heading?.closest('section');
    if (section == null) return false;
    section.scrollIntoView({ block: 'start' });
    const first = section.querySelector<HTMLElement>(
      'input:not([type="file"]), textarea, select, button:not([disabled]), a[href]',
    );
    first?.focus({ preventScroll: true });
    return true;
  });
}
