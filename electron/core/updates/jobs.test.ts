import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { expect, it } from 'vitest';
import { jobsOf } from './jobs.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

function at(work: { probe?: boolean; till?: boolean; upload?: 'uploading' | 'waiting'; typed?: string }) {
  const db = new BetterSqlite3(':memory:');
  db.exec('CREATE TABLE draft (at TEXT, data TEXT)');
  if (work.typed !== undefined) db.prepare("INSERT INTO draft VALUES (?, '{}')").run(work.typed);
  const files = { waiting: () => (work.upload === undefined ? [] : [{ state: work.upload }]) };
  const parts = { db, probing: { busy: () => work.probe === true }, till: { busy: () => work.till === true }, files };
  return jobsOf(parts as never, NOW);
}

it.each([
  [{}, []],
  [{ probe: true }, ['probe']],
  [{ till: true }, ['till']],
  [{ upload: 'uploading' }, ['upload']],
  // Without a line it may wait for days, and goes on where it stopped.
  [{ upload: 'waiting' }, []],
  [{ typed: '2026-11-23T11:50:00.000Z' }, ['form']],
  [{ typed: '2026-11-23T11:40:00.000Z' }, []],
] as const)('under way with %j: %j', (work, jobs) => {
  expect(at(work)).toEqual(jobs);
});
