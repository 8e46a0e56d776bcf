import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../tests/support/temp.ts';
import { createSettings } from './settings.ts';

it('starts in training and in Polish, and writes nothing until something is chosen', () => {
  const folder = join(tempFolder(), 'data');
  expect(createSettings(folder).get()).toEqual({ mode: 'training', language: 'pl' });
  expect(() => readdirSync(folder)).toThrow();
});

it('keeps a choice over a restart, and leaves the others as they were', () => {
  const folder = join(tempFolder(), 'data');
  const settings = createSettings(folder);
  settings.set({ mode: 'production' });
  settings.set({ language: 'en' });
  expect(settings.get()).toEqual({ mode: 'production', language: 'en' });
  expect(createSettings(folder).get()).toEqual({ mode: 'production', language: 'en' });
  expect(readdirSync(folder)).toEqual(['settings.json']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'settings.json')).mode & 0o777).toBe(0o600);
});

it.each(['', '{', 'null', '{"mode": "wyspa"}', '[]'])('goes back to training when the file holds %j', (content) => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'settings.json'), content);
  expect(createSettings(folder).get()).toEqual({ mode: 'training', language: 'pl' });
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
