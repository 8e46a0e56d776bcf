import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../../domain/clock.ts';
import { err } from '../../../domain/result.ts';
import { tempFolder } from '../../../tests/support/temp.ts';
import { archiveName } from './archive.ts';
import { gather } from './gather.ts';
import { createLog, LOG_FILES, logFolder } from './log.ts';

const noDatabase = () => {
  throw new Error('file is not a database');
};

it('a database that cannot be opened is said to be so, and all the rest is there', () => {
  const dataFolder = tempFolder('diagnostics');
  createLog(dataFolder, systemClock).note('started', { version: '1' });
  const parts = gather({ dataFolder, mode: 'production', shell: 'cli', clock: systemClock, openDatabase: noDatabase });
  expect(JSON.parse(parts.find(({ name }) => name === 'about.json')?.text ?? '').database).toBe('file is not a database');
  expect(JSON.parse(parts.find(({ name }) => name === 'sync.json')?.text ?? '')).toEqual({
    unreadable: 'file is not a database',
  });
  expect(parts.at(-1)?.name).toBe('logs/technik.log');
});

it('the log never grows beyond three megabytes, and its owner alone reads it', () => {
  const dataFolder = tempFolder('diagnostics');
  const log = createLog(dataFolder, systemClock, (text) => text);
  for (let i = 0; i < 4500; i += 1) log.note('x'.repeat(1000));
  const folder = logFolder(dataFolder);
  expect(readdirSync(folder).toSorted()).toEqual([...LOG_FILES].toSorted());
  for (const name of LOG_FILES) expect(statSync(join(folder, name)).size).toBeLessThan(1_002_000);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'technik.log')).mode & 0o077).toBe(0);
});

it('where nothing can be logged the work goes on', () => {
  const dataFolder = tempFolder('diagnostics');
  writeFileSync(logFolder(dataFolder), 'a file where the folder should be');
  createLog(dataFolder, systemClock).bug('x', err('y'));
  expect(readFileSync(logFolder(dataFolder), 'utf8')).toContain('a file');
  expect(existsSync(join(logFolder(dataFolder), 'technik.log'))).toBe(false);
});

it('its name says when it was made, by the clock of the shop', () => {
  expect(archiveName(Date.UTC(2026, 10, 23, 13, 32))).toBe('m-technik-2026-11-23-1432.zip');
});
