import { join } from 'node:path';
import { expect, it } from 'vitest';
import { letterName } from '../core/hesitation/letter.ts';
import { createMailOpener } from './mail-opener.ts';

const DATA = join('/', 'home', 'jan', 'technik');
function opener(answer = '') {
  const opened: string[] = [];
  const open = createMailOpener(DATA, async (file) => {
    opened.push(file);
    return answer;
  });
  return { open, opened };
}

it('opens the letters that the core writes', async () => {
  const { open, opened } = opener();
  const file = join(DATA, 'production', 'mail', letterName('115', Date.parse('2026-11-23T12:00:00Z')));
  expect(await open(file)).toBe(true);
  expect(opened).toEqual([file]);
});

it.each([
  join(DATA, 'production', 'mail', 'Wycena-1.exe'),
  join(DATA, 'production', 'mail', 'other.eml'),
  join(DATA, 'production', 'mail', 'sub', 'Wycena-1.eml'),
  `${DATA}/production/mail/../../../../../tmp/Wycena-1.eml`,
  join(DATA, 'production', 'files', 'Wycena-1.eml'),
  join(DATA, 'other', 'mail', 'Wycena-1.eml'),
  '/tmp/mail/Wycena-1.eml',
  'production/mail/Wycena-1.eml',
])('opens nothing else: %s', async (file) => {
  const { open, opened } = opener();
  expect(await open(file)).toBe(false);
  expect(opened).toEqual([]);
});

it('says where no program took it', async () => {
  expect(await opener('no program').open(join(DATA, 'training', 'mail', 'Wycena-1.eml'))).toBe(false);
});
