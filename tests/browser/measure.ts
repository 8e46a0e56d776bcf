import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const translations = join(import.meta.dirname, '..', '..', 'resources', 'translations', 'pl', 'ui.json');
const KEYS = Object.keys(JSON.parse(readFileSync(translations, 'utf8')) as Record<string, string>);

/**
 * What a person would stumble over on the screen as it stands: text that is cut off or broken inside a word, a key
 * instead of a text, what only shows by scrolling sideways and, for fingers, what is too small to hit.
 */
export function stumbles(page: Page, touch: boolean): Promise<readonly string[]> {
  return page.evaluate(inPage, { keys: KEYS, touch });
}

/** Runs in the page, which knows nothing of this file. */
function inPage({ keys, touch }: { readonly keys: readonly string[]; readonly touch: boolean }): readonly string[] {
  const FINGER = 43.5;
  const found = new Set<string>();
  const known = new Set(keys);
  const dialogs = [...document.querySelectorAll('[role=dialog][aria-modal=true]')];
  const root = dialogs.at(-1) ?? document.body;
  const words = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, 60);
  const hidden = (e: Element): boolean =>
    !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) ||
    e.closest('[aria-hidden=true]') !== null ||
    // Only there to be read out.
    [e, e.parentElement, e.parentElement?.parentElement].some(
      (x) => x != null && (getComputedStyle(x).clipPath === 'inset(50%)' || x.className.toString().includes('VisuallyHidden')),
    );
  const clips = (value: string): boolean => value === 'hidden' || value === 'clip';
  const scrolls = (value: string): boolean => value === 'auto' || value === 'scroll';

  /** Whether an ancestor cuts off what lies outside of it, and nobody can get at it by scrolling. */
  const cutBy = (e: Element, box: DOMRect): Element | undefined => {
    let acrossToo = true;
    let downToo = true;
    for (let at: Element | null = e; at !== null && at !== document.documentElement; at = at.parentElement) {
      if (at.hasAttribute('title')) return undefined;
      const style = getComputedStyle(at);
      const room = at.getBoundingClientRect();
      if (acrossToo && clips(style.overflowX) && (box.right > room.right + 1.5 || box.left < room.left - 1.5)) return at;
      if (downToo && clips(style.overflowY) && (box.bottom > room.bottom + 4 || box.top < room.top - 4)) return at;
      acrossToo &&= !scrolls(style.overflowX);
      downToo &&= !scrolls(style.overflowY);
      if (style.position === 'fixed') break;
    }
    return undefined;
  };
  /** A word that begins on one line and ends on the next, though nothing in it says that it may. */
  const brokenWord = (node: Text): string | undefined => {
    const text = node.data;
    for (const match of text.matchAll(/[\p{L}\p{N}]{3,24}/gu)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top));
      if (Math.max(...tops) - Math.min(...tops) > 4) return match[0];
    }
    return undefined;
  };

  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node !== null; node = walker.nextNode() as Text | null) {
    const parent = node.parentElement;
    const text = words(node.data);
    if (text === '' || parent === null || parent.closest('script, style, noscript, option, textarea, iframe') !== null) continue;
    if (hidden(parent) || parent.getBoundingClientRect().bottom <= 0) continue;
    if (known.has(text) || /\{\w+\}|undefined|\bNaN\b|\[object/.test(text)) found.add(`no text: ${text}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const by = cutBy(parent, box);
    if (by !== undefined) found.add(`cut off: ${text} (by ${by.tagName.toLowerCase()}.${words(by.className.toString())})`);
    // Paths, digests and addresses may break anywhere.
    if (parent.closest('.mono, code, pre, [href^=mailto]') === null && getComputedStyle(parent).whiteSpace !== 'pre-wrap') {
      const broken = brokenWord(node);
      if (broken !== undefined) found.add(`broken word: ${broken} in ${text}`);
    }
  }

  const across = document.documentElement.scrollWidth - innerWidth;
  if (across > 0) found.add(`the page scrolls sideways by ${across}`);
  for (const e of root.querySelectorAll('*')) {
    if (!scrolls(getComputedStyle(e).overflowX) || e.scrollWidth <= e.clientWidth + 1 || hidden(e)) continue;
    // A table keeps its columns where there is no room for them (WCAG 1.4.10); on a laptop there is.
    if (e.tagName === 'TEXTAREA' || (e.querySelector('table') !== null && innerWidth < 1200)) continue;
    found.add(
      `scrolls sideways: ${e.tagName.toLowerCase()} ${words(e.getAttribute('aria-label') ?? e.className.toString())} by ${e.scrollWidth - e.clientWidth}`,
    );
  }

  if (!touch) return [...found];
  const targets = 'button, a[href], input, select, textarea, summary, [role=option], [role=tab], [role=radio], [role=switch]';
  for (const e of root.querySelectorAll<HTMLElement>(targets)) {
    if (hidden(e) || e.matches(':disabled, [type=hidden], [tabindex="-1"][aria-hidden]')) continue;
    const label = e instanceof HTMLInputElement ? (e.labels?.[0] ?? null) : null;
    const around = e.closest('.mantine-MultiSelect-input');
    const boxes = [e, label, around]
      .filter((x) => x !== null)
      .map((x) => x.getBoundingClientRect())
      .filter(({ width }) => width > 1);
    if (boxes.length === 0 || boxes.every(({ bottom }) => bottom <= 0)) continue;
    const width = Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left));
    const height = Math.max(...boxes.map((b) => b.bottom)) - Math.min(...boxes.map((b) => b.top));
    // A word of a sentence is as high as its line (WCAG 2.5.8); in the list the whole line of the table is hit; what waits, in
    // the status bar, is also an item of the rail.
    const line = e.closest('li, p, td, dd, h3, [class*=grow], [class*=noticeBody]');
    const inLine =
      e.tagName === 'A' && getComputedStyle(e).display === 'inline' && words(line?.textContent ?? '') !== words(e.textContent);
    if (inLine || e.closest('tr')?.querySelector('[data-ticket]') === e || e.closest('[role=contentinfo], footer') !== null)
      continue;
    if (height >= FINGER && width >= FINGER) continue;
    const name = words(e.getAttribute('aria-label') ?? label?.textContent ?? e.textContent) || e.outerHTML.slice(0, 80);
    found.add(`too small for a finger: ${e.tagName.toLowerCase()} ${name} ${Math.round(width)}x${Math.round(height)}`);
  }
  return [...found];
}
