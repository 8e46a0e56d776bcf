import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';
import { digestOf } from '../../../native-checks/pcpos/till-file.ts';
import type { Change } from './change.ts';
import { type ConfigFiles, nodeConfigFiles } from './config-files.ts';
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
  const files = Object.fromEntries(
    Object.entries(nodeConfigFiles).map(([name, real]) => [
      name,
      async (...args: unknown[]) => {
        const go = meet(name);
        if (go === 'torn') {
          const [path, bytes, mode] = args as Parameters<ConfigFiles['create']>;
          await nodeConfigFiles.create(path, bytes.subarray(0, Math.floor(bytes.length / 2)), mode);
          throw new Death();
        }
        return (real as (...a: unknown[]) => Promise<unknown>)(...args);
      },
    ]),
  ) as unknown as ConfigFiles;
  const workstation = createWorkstation({ ...b.deps, files, db: guarded(b, meet) });
  return { workstation, names: () => names, reached: () => steps >= at };
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
];

const faults: readonly Fault[] = [
  { kind: 'error', code: 'EIO' },
  { kind: 'error', code: 'ENOSPC' },
  { kind: 'error', code: 'EPERM' },
  { kind: 'error', code: 'ENOENT' },
  { kind: 'lost', code: 'EIO' },
  { kind: 'death' },
  { kind: 'torn' },
];

describe.each(scenarios)('$name with a fault at each step in turn', ({ name, prepare, run }) => {
  it.each(faults)('leaves the file exactly old or exactly new, and the next start says which: %o', async (fault) => {
    let cases = 0;
    const outcomes = new Map<string, number>();
    for (let at = 1; ; at++) {
      const b = bench();
      benches.push(b);
      const plan = await prepare(b);
      const old = readFileSync(b.file);
      const { workstation, reached, names } = faulty(b, at, fault);
      // Whatever a dead process still answers, nobody hears; a throw is shown as an error of the program.
      const answer = await run(workstation, b, plan).catch(() => undefined);
      if (!reached()) {
        expect(answer).toMatchObject({ ok: true });
        break;
      }
      cases++;
      const where = `step ${at} (${names()[at - 1]})`;
      const now = readFileSync(b.file);
      const next = b.anotherProcess();
      const started = await next.recover();
      const [last] = next.history(b.file);
      const known = name === 'apply' ? (plan as ConfigPlan).after.digest : digestOf(b.original);
      const isOld = now.equals(old);
      const isNew = !isOld && digestOf(now) === known;
      expect(isOld || isNew, where).toBe(true);
      expect(readFileSync(b.file).equals(now), `${where}: recovery changes no till's file`).toBe(true);
      // An answer given to the person is true.
      const heard = fault.kind === 'error' || fault.kind === 'lost' ? answer : undefined;
      if (heard?.ok) expect(isNew, where).toBe(true);
      else if (heard !== undefined && heard.error.code !== 'workstation.in-doubt') expect(isOld, where).toBe(true);
      expect(
        started.map((n) => n.code),
        where,
      ).not.toContain('workstation.recovered-neither');
      if (isNew) expect(last?.outcome, where).toBe('done');
      else if (last !== undefined && last.before === digestOf(old)) expect(last.outcome, where).toBe('undone');
      for (const n of started) expect(n.code, where).toBe(isNew ? 'workstation.recovered-new' : 'workstation.recovered-old');
      // A trial file left by a death has no journal row; what holds the new content must be gone.
      const left = readdirSync(b.folder).filter((f) => f !== 'pcpos7.conf' && !f.includes('-try-'));
      expect(left, where).toEqual([]);
      const backups = join(b.dataFolder, 'pcpos-backups');
      const parts = existsSync(backups) ? readdirSync(backups).filter((f) => f.endsWith('.part')) : [];
      expect(parts, where).toEqual([]);
      // The old content is never the only copy at risk.
      if (isNew) expect(existsSync(last?.backup ?? ''), where).toBe(true);
      // And the work can be finished.
      const again = await next.plan(b.folder, b.wanted);
      expect(again.ok && (await next.apply(again.value)).ok, where).toBe(true);
      const verdict = `${isNew ? 'new' : 'old'}, ${started.length > 0 ? 'said at the next start' : 'said at once'}`;
      outcomes.set(verdict, (outcomes.get(verdict) ?? 0) + 1);
    }
    expect(cases).toBeGreaterThan(15);
    console.info(`${name}, ${JSON.stringify(fault)}: ${cases} cases; ${[...outcomes].map(([k, n]) => `${n} ${k}`).join('; ')}`);
  });
});
