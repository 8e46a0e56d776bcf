import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import { revertsForeignEdit } from './foreign-edits.ts';
import type { ChangeRecord } from './journal.ts';
import { type Bench, bench } from './testing.ts';

let b: Bench;
beforeEach(() => {
  b = bench('already-configured.conf');
});
afterEach(() => b.close());

const apply = async (store: string) => {
  const plan = await b.workstation.plan(b.folder, { ...b.wanted, stores: [store] });
  if (!plan.ok) throw new Error(plan.error.code);
  const done = await b.workstation.apply(plan.value);
  if (!done.ok) throw new Error(done.error.code);
};
const planned = async (id?: string) => {
  const plan = await b.workstation.planRestore(b.folder, id);
  if (!plan.ok) throw new Error(plan.error.code);
  return plan.value;
};
const text = () => readFileSync(b.file, 'latin1');
const byHand = (from: string, to: string) => {
  expect(text()).toContain(from);
  writeFileSync(b.file, text().replace(from, to), 'latin1');
};

describe('before a restore', () => {
  it('is seen what it changes in the file as it is now, and nothing happens', async () => {
    await apply('735');
    const before = text();
    const plan = await planned();
    expect(plan).toMatchObject({
      file: b.file,
      restoredId: '1',
      before: { digest: digestOf(readFileSync(b.file)), stores: ['12', '734', '735'], problem: null },
      after: { digest: digestOf(b.original), stores: ['12', '734'], encoding: 'windows-1250', newline: 'crlf' },
      changed: true,
      foreignEdit: false,
      unseen: 0,
    });
    expect(plan.changes).toContainEqual({ line: 53, section: 'MPlatform', key: 'ShopIds', from: '12,734,735', to: '12,734' });
    expect(plan.diff).toContainEqual({ kind: 'added', line: 53, text: expect.stringContaining('12,734') });
    expect(text()).toBe(before);
    expect(b.workstation.history(b.file).length).toBe(1);
  });

  it('is said when somebody changed the file by hand, and their lines are in the difference', async () => {
    await apply('735');
    byHand('POSName: 1', 'POSName: 9');
    const plan = await planned();
    expect(plan.foreignEdit).toBe(true);
    expect(plan.changes).toContainEqual({ line: 11, section: 'LocalDatabase', key: 'POSName', from: '9', to: '1' });
  });

  it('is said of a file that is damaged or gone what is the matter with it', async () => {
    await apply('735');
    writeFileSync(b.file, Buffer.alloc(100));
    expect(await planned()).toMatchObject({
      before: { server: null, problem: { code: 'workstation.nul-bytes' } },
      changed: true,
      foreignEdit: true,
    });
    rmSync(b.file);
    expect(await planned()).toMatchObject({ before: { digest: null }, changed: true, foreignEdit: false });
    expect(await b.workstation.historyAt(b.folder)).toMatchObject({ ok: true, value: { file: b.file, changes: [{ id: '1' }] } });
  });

  it('no password is shown', async () => {
    await apply('735');
    byHand('POSName: 1', 'Password: tajne');
    expect(JSON.stringify(await planned())).not.toContain('tajne');
  });
});

describe('a restore', () => {
  it('does what was seen, and nothing once the file is another', async () => {
    await apply('735');
    const seen = await planned();
    byHand('POSName: 1', 'POSName: 9');
    const refused = await b.workstation.restore(b.folder, seen.restoredId, seen.before.digest);
    expect(refused).toMatchObject({ ok: false, error: { code: 'workstation.changed-since' } });
    expect(text()).toContain('POSName: 9');
    const again = await planned();
    expect(await b.workstation.restore(b.folder, again.restoredId, again.before.digest)).toMatchObject({
      ok: true,
      value: { changed: true, foreignEdit: true, digest: digestOf(b.original), before: { digest: again.before.digest } },
    });
    // What was changed by hand is not lost.
    await b.workstation.restore(b.folder);
    expect(text()).toContain('POSName: 9');
  });

  it('of a file that was missing is refused when there is one now', async () => {
    await apply('735');
    rmSync(b.file);
    expect((await planned()).before.digest).toBeNull();
    writeFileSync(b.file, b.original);
    expect(await b.workstation.restore(b.folder, '1', null)).toMatchObject({ ok: false });
    rmSync(b.file);
    expect(await b.workstation.restore(b.folder, '1', null)).toMatchObject({ ok: true });
  });
});

describe('somebody else’s edit', () => {
  const change = (id: number, before: string, after: string, more: Partial<ChangeRecord> = {}): ChangeRecord =>
    ({ id: String(id), before, after, kind: 'apply', outcome: 'done', restoredId: null, ...more }) as ChangeRecord;
  const reverts = (oldestFirst: readonly ChangeRecord[], now: string, target: string) =>
    revertsForeignEdit([...oldestFirst].reverse(), now, target);

  it('counts when it came between two changes that both go', () => {
    const history = [change(1, 'a', 'b'), change(2, 'c', 'd')];
    expect(reverts(history, 'd', 'a')).toBe(true);
    expect(reverts(history, 'd', 'c')).toBe(false);
    expect(reverts(history, 'e', 'c')).toBe(true);
  });

  it('does not count again when an earlier restore took it away', () => {
    const history = [change(1, 'a', 'b'), change(2, 'c', 'a', { kind: 'restore', restoredId: '1' }), change(3, 'a', 'b2')];
    expect(reverts(history, 'b2', 'a')).toBe(false);
    const further = [change(0, 'z', 'a'), ...history];
    expect(reverts(further, 'b2', 'z')).toBe(false);
    // Forth again to what the restore had taken away: nobody else's work is in the file now.
    expect(reverts(history.slice(0, 2), 'a', 'c')).toBe(false);
  });

  it('is told from an interrupted change by its outcome', () => {
    expect(reverts([change(1, 'a', 'b'), change(2, 'b', 'c', { outcome: 'undone' })], 'b', 'a')).toBe(false);
    expect(reverts([change(1, 'a', 'b', { outcome: 'open' })], 'b', 'a')).toBe(false);
    expect(reverts([change(1, 'a', 'b', { outcome: 'unclear' })], 'x', 'a')).toBe(true);
    expect(reverts([change(1, 'a', 'b')], 'absent', 'a')).toBe(false);
  });
});
