/** Something that can be done on the screen now, as it stands there. */
export interface PageAction {
  readonly label: string;
  /** The part of the screen in which it stands. */
  readonly where: string;
  readonly element: HTMLElement;
}

const MOST = 60;

/**
 * What the screen offers, read from the screen: so nothing is offered that is not there, and nothing that is there is
 * left out, whoever adds it.
 */
export function pageActions(root: ParentNode): readonly PageAction[] {
  const found: PageAction[] = [];
  const seen = new Set<string>();
  for (const element of root.querySelectorAll<HTMLElement>(
    'button, [role="tab"], label[for] input[type="file"], a.mantine-Button-root',
  )) {
    const label = nameOf(element);
    if (label === '' || label.length > 80 || !isOffered(element)) continue;
    const where = placeOf(element);
    const key = `${label}\n${where}`;
    if (seen.has(key)) continue;
    seen.add(key);
    found.push({ label, where, element });
    if (found.length === MOST) break;
  }
  return found;
}

const isOffered = (element: HTMLElement): boolean =>
  !element.matches(':disabled, [aria-disabled="true"], [data-disabled]') &&
  // Lines of lists and their heads are reached by the search; what is hidden is not offered.
  element.closest('[data-keeps-focus], th, [aria-hidden="true"], [hidden], [inert]') === null &&
  element.getClientRects().length > 0;

const nameOf = (element: HTMLElement): string =>
  (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();

function placeOf(element: HTMLElement): string {
  const section = element.closest('[aria-labelledby], section[aria-label]');
  if (section === null) return '';
  const named = section.getAttribute('aria-labelledby');
  return (named === null ? section.getAttribute('aria-label') : document.getElementById(named)?.textContent)?.trim() ?? '';
}
