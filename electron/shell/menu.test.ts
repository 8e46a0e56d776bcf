import type { MenuItemConstructorOptions } from 'electron';
import { expect, test } from 'vitest';
import { languages } from '../../domain/text.ts';
import { wordsIn } from '../shared/words.ts';
import { contextMenuTemplate, menuTemplate } from './menu.ts';

const acts = { version: '1.2.3', syncNow: () => {} };
const all = (items: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? all(item.submenu) : [])]);

test.each(languages)('every entry has a name in %s, so that none shows Electron’s English one', (language) => {
  const items = all(
    menuTemplate(
      wordsIn(() => language),
      acts,
      true,
    ),
  ).filter(({ type }) => type !== 'separator');
  expect(items.length).toBeGreaterThan(15);
  for (const { label } of items) expect(label).toMatch(/\S/);
  const other = language === 'pl' ? 'en' : 'pl';
  const labels = all(
    menuTemplate(
      wordsIn(() => other),
      acts,
      true,
    ),
  ).map(({ label }) => label);
  expect(items.filter(({ label }) => labels.includes(label)).map(({ label }) => label)).toEqual(['&Program']);
});

test('what can change or look into the page is there for developers alone', () => {
  const roles = (developing: boolean) =>
    all(
      menuTemplate(
        wordsIn(() => 'pl'),
        acts,
        developing,
      ),
    ).map(({ role }) => role);
  for (const role of ['reload', 'forceReload', 'toggleDevTools'] as const) expect(roles(false)).not.toContain(role);
  expect(roles(true)).toContain('toggleDevTools');
  for (const role of ['cut', 'copy', 'paste', 'undo', 'selectAll', 'zoomIn', 'quit'] as const)
    expect(roles(false)).toContain(role);
});

test('a right click offers what can be done there', () => {
  const words = wordsIn(() => 'pl');
  const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true } as never;
  const clicked = (isEditable: boolean, selectionText: string) =>
    contextMenuTemplate(words, { isEditable, selectionText, editFlags }).map(({ label, enabled }) => [label, enabled]);
  expect(clicked(false, ' ')).toEqual([]);
  expect(clicked(false, '735')).toEqual([['Kopiuj', true]]);
  expect(clicked(true, '').filter(([label]) => label !== undefined)).toEqual([
    ['Wytnij', false],
    ['Kopiuj', true],
    ['Wklej', true],
    ['Zaznacz wszystko', true],
  ]);
});
