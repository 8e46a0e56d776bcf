import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';
import { createSettings } from './settings.ts';

const FIRST = { mode: 'training', language: 'pl', filesLimitMb: 2_000, lockAfterMinutes: 10 };

it('starts in training and in Polish, and writes nothing until something is chosen', () => {
  const folder = join(tempFolder(), 'data');
  expect(createSettings(folder).get()).toEqual(FIRST);
  expect(() => readdirSync(folder)).toThrow();
});

it('keeps a choice over a restart, and leaves the others as they were', () => {
  const folder = join(tempFolder(), 'data');
  const settings = createSettings(folder);
  settings.set({ mode: 'production' });
  settings.set({ language: 'en' });
  expect(settings.get()).toEqual({ ...FIRST, mode: 'production', language: 'en' });
  expect(createSettings(folder).get()).toEqual({ ...FIRST, mode: 'production', language: 'en' });
  expect(readdirSync(folder)).toEqual(['settings.json']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
});

it.each(['', '{', 'null', '{"mode": "wyspa"}', '[]'])('goes back to training when the file holds %j', (content) => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'settings.json'), content);
  expect(createSettings(folder).get()).toEqual(FIRST);
});

it('goes back to the usual limit for files where somebody wrote a senseless one, and keeps the rest', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ mode: 'production', language: 'en', filesLimitMb: -1 }));
  expect(createSettings(folder).get()).toEqual({ ...FIRST, mode: 'production', language: 'en' });
});

it('keeps the old choice when the new one cannot be written', () => {
  const folder = tempFolder();
  const settings = createSettings(folder);
  settings.set({ language: 'en' });
  mkdirSync(join(folder, 'settings.json.part'));
  expect(settings.set({ language: 'pl' })).toMatchObject({ ok: false, error: { code: 'app.settings-unwritable' } });
  expect(settings.get().language).toBe('en');
  expect(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))).toMatchObject({ language: 'en' });
});
