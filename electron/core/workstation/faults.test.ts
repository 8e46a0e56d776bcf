import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import type { Change } from './change.ts';
import { type ConfigFiles, type MadeFile, nodeConfigFiles } from './config-files.ts';
import type { ConfigPlan } from './plan.ts';
import { type Bench, bench } from './testing.ts';
import { createWorkstation } from './workstation.ts';

/** The process is gone: nothing runs any more, neither files nor database. No errno, so nobody takes it for a failure of the system. */
class Death extends Error {}

const failure = (code: string): Error => Object.assign(new Error(code), { code });

type Fault = { readonly kind: 'error' | 'lost'; readonly code: string } | { readonly kind: 'death' } | { readonly kind: 'torn' };
const isWrite = (step: string): boolean => step === 'create';

/**
 * The real files and the real database with a fault at step `at`. Steps count file operations and journal entries
 * alike. `error` happens once; `lost` is a share or disk that stays away; after `death` nothing works; `torn` is death
 * in the middle of a write.
 */
function faulty(b: Bench, at: number, fault: Fault) {
  let steps = 0;
  let dead = false;
  const names: string[] = [];
  const meet = (name: string): 'go' | 'torn' => {
    if (dead) throw new Death();
    names.push(name);
    steps++;
    if (fault.kind === 'lost' && steps >= at && !name.startsWith('journal')) throw failure(fault.code);
    if (steps !== at || fault.kind === 'lost') return 'go';
    if (fault.kind === 'error') throw failure(fault.code);
    dead = true;
    if (fault.kind === 'torn' && isWrite(name)) return 'torn';
    throw new Death();
  };
  const underway = new Set<Promise<unknown>>();
  /** What was handed to the system before the process died is done all the same; the test looks when it is. */
  const issued = <T>(work: Promise<T>): Promise<T> => {
    underway.add(work);
    const over = (): void => void underway.delete(work);
    work.then(over, over);
    return work;
  };
  const faultyFile = (made: MadeFile): MadeFile => ({
    async dress(like) {
      meet('dress');
      return issued(made.dress(like));
    },
    async sync() {
      meet('sync');
      return issued(made.sync());
    },
    async close() {
      // A handle is closed by whatever ends a process, and by a failing close as well.
      await made.close();
      meet('close');
    },
  });
  const files = {
    ...(Object.fromEntries(
      Object.entries(nodeConfigFiles).map(([name, real]) => [
        name,
        async (...args: unknown[]) => {
          meet(name);
          return issued((real as (...a: unknown[]) => Promise<unknown>)(...args));
        },
      ]),
    ) as unknown as ConfigFiles),
    async create(...[path, bytes, mode]: Parameters<ConfigFiles['create']>) {
      if (meet('create') === 'go') return faultyFile(await issued(nodeConfigFiles.create(path, bytes, mode)));
      const torn = await nodeConfigFiles.create(path, bytes.subarray(0, Math.floor(bytes.length / 2)), mode);
      await torn.close();
      throw new Death();
    },
  } satisfies ConfigFiles;
  const quiet = async (): Promise<void> => {
    while (underway.size > 0) await Promise.allSettled(underway);
  };
  const workstation = createWorkstation({ ...b.deps, files, db: guarded(b, meet) });
  return { workstation, names: () => names, reached: () => steps >= at, quiet };
}

/** The journal's statements are steps too: the process can die before each of them. */
function guarded(b: Bench, meet: (name: string) => 'go' | 'torn'): Bench['db'] {
  return new Proxy(b.db, {
    get(db, key) {
      if (key !== 'prepare') return Reflect.get(db, key);
      return (sql: string) => {
        const statement = db.prepare(sql);
        return new Proxy(statement, {
          get(target, method) {
            const real = Reflect.get(target, method) as unknown;
            if (typeof real !== 'function') return real;
            return (...args: unknown[]) => {
              if (method === 'run' || method === 'all') meet(`journal ${sql.trim().slice(0, 6)}`);
              return (real as (...a: unknown[]) => unknown).apply(target, args);
            };
          },
        });
      };
    },
  });
}

const benches: Bench[] = [];
afterEach(() => {
  for (const b of benches.splice(0)) b.close();
});

interface Scenario {
  readonly name: string;
  prepare(b: Bench): Promise<ConfigPlan | null>;
  run(workstation: ReturnType<typeof createWorkstation>, b: Bench, plan: ConfigPlan | null): Promise<Result<Change, Problem>>;
}

const planned = async (b: Bench): Promise<ConfigPlan> => {
  const plan = await b.workstation.plan(b.folder, b.wanted);
  if (!plan.ok) throw new Error(plan.error.code);
  return plan.value;
};

const scenarios: readonly Scenario[] = [
  { name: 'apply', prepare: planned, run: (w, _b, plan) => w.apply(plan as ConfigPlan) },
  {
    name: 'restore',
    async prepare(b) {
      await b.workstation.apply(await planned(b));
      // Somebody else's change in between: the restore then needs a backup of its own.
      await writeFile(b.file, Buffer.concat([readFileSync(b.file), Buffer.from('; dopisek\r\n')]));
      return null;
    },
    run: (w, b) => w.restore(b.folder),
  },
  {
    name: 'restore of a missing file',
    async prepare(b) {
      await b.workstation.apply(await planned(b));
      rmSync(b.file);
      return null;
    },
    run: (w, b) => w.restore(b.folder),
  },
  {
    name: 'apply over a backup already kept',
    async prepare(b) {
      await b.workstation.apply(await planned(b));
      await b.workstation.restore(b.folder);
      return planned(b);
    },
    run: (w, _b, plan) => w.apply(plan as ConfigPlan),
  },
];

/** Null where there is no file. */
const contentOf = (file: string): Buffer | null => (existsSync(file) ? readFileSync(file) : null);
const same = (a: Buffer | null, b: Buffer | null): boolean => (a === null || b === null ? a === b : a.equals(b));

const faults: readonly Fault[] = [
  { kind: 'error', code: 'EIO' },
  { kind: 'error', code: 'ENOSPC' },
  { kind: 'error', code: 'EPERM' },
  { kind: 'error', code: 'ENOENT' },
  { kind: 'lost', code: 'EIO' },
  { kind: 'death' },
  { kind: 'torn' },
];

let total = 0;
afterAll(() => console.info(`${total} cases in all`));

describe.each(scenarios)('$name with a fault at each step in turn', ({ name, prepare, run }) => {
  it.each(faults)('leaves the file exactly old or exactly new, and the next start says which: %o', async (fault) => {
    let cases = 0;
    const outcomes = new Map<string, number>();
    for (let at = 1; ; at++) {
      const b = bench();
      benches.push(b);
      const plan = await prepare(b);
      const old = contentOf(b.file);
      const { workstation, reached, names, quiet } = faulty(b, at, fault);
      // Whatever a dead process still answers, nobody hears; a throw is shown as an error of the program.
      const answer = await run(workstation, b, plan).catch(() => undefined);
      await quiet();
      if (!reached()) {
        expect(answer).toMatchObject({ ok: true });
        break;
      }
      cases++;
      const where = `step ${at} (${names()[at - 1]})`;
      const now = contentOf(b.file);
      const next = b.anotherProcess();
      const started = await next.recover();
      const [last] = next.history(b.file);
      const known = plan?.after.digest ?? digestOf(b.original);
      const isOld = same(now, old);
      const isNew = !isOld && now !== null && digestOf(now) === known;
      expect(isOld || isNew, where).toBe(true);
      expect(same(contentOf(b.file), now), `${where}: recovery changes no till's file`).toBe(true);
      // An answer given to the person is true.
      const heard = fault.kind === 'error' || fault.kind === 'lost' ? answer : undefined;
      if (heard?.ok) expect(isNew, where).toBe(true);
      else if (heard !== undefined && heard.error.code !== 'workstation.in-doubt') expect(isOld, where).toBe(true);
      expect(
        started.map((n) => n.code),
        where,
      ).not.toContain('workstation.recovered-neither');
      if (isNew) expect(last?.outcome, where).toBe('done');
      else if (last !== undefined && last.before === (old === null ? 'absent' : digestOf(old)))
        expect(last.outcome, where).toBe('undone');
      for (const n of started) expect(n.code, where).toBe(isNew ? 'workstation.recovered-new' : 'workstation.recovered-old');
      // A trial file left by a death has no journal row; what holds the new content must be gone.
      const left = readdirSync(b.folder).filter((f) => f !== 'pcpos7.conf' && !f.includes('-try-'));
      expect(left, where).toEqual([]);
      const backups = join(b.dataFolder, 'pcpos-backups');
      const parts = existsSync(backups) ? readdirSync(backups).filter((f) => f.endsWith('.part')) : [];
      expect(parts, where).toEqual([]);
      // The old content is never the only copy at risk.
      if (isNew && old !== null) expect(existsSync(last?.backup ?? ''), where).toBe(true);
      // And the work can be finished.
      if (now === null) expect((await next.restore(b.folder)).ok, where).toBe(true);
      const again = await next.plan(b.folder, b.wanted);
      expect(again.ok && (await next.apply(again.value)).ok, where).toBe(true);
      const verdict = `${isNew ? 'new' : 'old'}, ${started.length > 0 ? 'said at the next start' : 'said at once'}`;
      outcomes.set(verdict, (outcomes.get(verdict) ?? 0) + 1);
    }
    expect(cases).toBeGreaterThan(15);
    total += cases;
    console.info(`${name}, ${JSON.stringify(fault)}: ${cases} cases; ${[...outcomes].map(([k, n]) => `${n} ${k}`).join('; ')}`);
  });
});
