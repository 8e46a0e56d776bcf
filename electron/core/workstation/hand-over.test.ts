import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { type Bench, bench } from './testing.ts';

let b: Bench;
beforeEach(() => {
  b = bench();
});
afterEach(() => b.close());

async function laidReady() {
  const plan = await b.workstation.plan(b.folder, b.wanted);
  if (!plan.ok) throw new Error(plan.error.code);
  return { plan: plan.value, done: await b.workstation.handOver(plan.value) };
}

it('lays ready the finished file, the one before it and the steps, and touches nothing of the till’s', async () => {
  const { plan, done } = await laidReady();
  if (!done.ok) throw new Error(done.error.code);
  const { folder, files } = done.value;
  expect(files).toEqual(['pcpos7.conf', join('poprzedni', 'pcpos7.conf'), 'INSTRUKCJA.txt']);
  expect(digestOf(readFileSync(join(folder, 'pcpos7.conf')))).toBe(plan.after.digest);
  expect(readFileSync(join(folder, 'poprzedni', 'pcpos7.conf'))).toEqual(b.original);
  expect(readFileSync(b.file)).toEqual(b.original);
  expect(readdirSync(b.folder)).toEqual(['pcpos7.conf']);
});

it('says in Polish how to check, put in place and undo, without the password', async () => {
  const { plan, done } = await laidReady();
  const bytes = readFileSync(join(done.ok ? done.value.folder : '', 'INSTRUKCJA.txt'));
  const text = bytes.toString('utf8');
  expect(text.startsWith('\ufeffPC-POS: ustawienia M/platform')).toBe(true);
  expect(text).not.toMatch(/[^\r]\n/);
  expect(text).not.toMatch(/\{[a-z]+\}/);
  for (const said of [plan.before.digest, plan.after.digest, b.file, 'https://mplatform.example/pos', '735', 'JAK COFNĄĆ'])
    expect(text).toContain(said);
  expect(text).toContain(`copy /Y "pcpos7.conf" "${b.file}"`);
  expect(text).toContain(`copy /Y "poprzedni\\pcpos7.conf" "${b.file}"`);
  expect(text).not.toContain('3f7a1c9be0');
});

it('can be read by its owner alone, as the files hold a password', async () => {
  const { done } = await laidReady();
  const { folder, files } = done.ok ? done.value : { folder: '', files: [] };
  expect([folder, ...files.map((name) => join(folder, name))].map((path) => statSync(path).mode & 0o077)).toEqual([0, 0, 0, 0]);
});

it('asked again for the same plan, answers the same folder', async () => {
  const first = await laidReady();
  expect((await laidReady()).done).toEqual(first.done);
});

it('refuses a plan whose file has changed since, and one that changes nothing', async () => {
  const { plan } = await laidReady();
  appendFileSync(b.file, '\r\n');
  expect(await b.workstation.handOver(plan)).toMatchObject({ error: { code: 'workstation.changed-since' } });
  writeFileSync(b.file, b.original);
  await b.workstation.apply(plan);
  expect((await laidReady()).done).toMatchObject({ error: { code: 'workstation.nothing-to-hand-over' } });
});

it('says where it could not write', async () => {
  rmSync(join(b.dataFolder, 'do-przekazania'), { recursive: true, force: true });
  writeFileSync(join(b.dataFolder, 'do-przekazania'), '');
  expect((await laidReady()).done).toMatchObject({
    error: { code: 'workstation.hand-over-failed', params: { reason: 'ENOTDIR' } },
  });
});
