import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { expect, it } from 'vitest';

/**
 * kill -9 of the core at random moments of the demo. What it had answered as recorded must be there afterwards, must
 * reach the server once, and the job must be finishable by simply going on.
 */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const KILLS = Number(process.env.KILLS ?? 200);
const KILLS_AN_EPISODE = 5;

/** mulberry32: small, seeded, good enough to choose moments. */
function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Run {
  readonly recorded: readonly string[];
  readonly output: string;
  readonly finished: boolean;
  readonly ms: number;
}

/** Runs the worker; ends it with SIGKILL after `killAfter` ms unless it has ended by itself. */
function run(folder: string, killAfter?: number): Promise<Run> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts')], {
      env: { ...process.env, TECHNIK_KILL_FOLDER: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (data) => (output += String(data)));
    child.stderr.on('data', (data) => (errors += String(data)));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code !== null && code !== 0) return reject(new Error(`worker ended with ${code}:\n${output}\n${errors}`));
      const recorded = [...output.matchAll(/^recorded (\S+)$/gm)].map((m) => m[1] ?? '');
      resolve({ recorded, output, finished: /^finished true$/m.test(output), ms: performance.now() - begun });
    });
  });
}

function rows<T>(file: string, sql: string): readonly T[] {
  const db = new BetterSqlite3(file, { readonly: true });
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

async function episode(next: () => number, duration: number, kills: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'technik-kill-'));
  try {
    const promised = new Set<string>();
    for (let i = 0; i < kills; i += 1) {
      for (const id of (await run(folder, Math.round(next() * duration))).recorded) promised.add(id);
    }
    const last = await run(folder);
    for (const id of last.recorded) promised.add(id);
    promised.delete('configuration');
    expect(last.finished, last.output).toBe(true);

    const device = rows<{ id: string; kind: string; outcome: string | null }>(
      join(folder, 'training', 'technik.db'),
      'SELECT o.id, o.kind, r.outcome FROM operation o LEFT JOIN operation_outcome r ON r.operation_id = o.id',
    );
    // Nothing that was promised is lost, and nothing is left hanging.
    for (const id of promised) expect(device.map((o) => o.id)).toContain(id);
    expect(device.filter((o) => o.outcome !== 'applied')).toEqual([]);
    // Nothing was done twice.
    const kinds = device.map((o) => o.kind).sort();
    expect(kinds).toEqual([
      'subTicket.close',
      'subTicket.recordConfiguration',
      'subTicket.recordInvoice',
      'subTicket.recordTraining',
      'subTicket.take',
      'ticket.take',
    ]);
    const server = rows<{ id: string; outcome: string }>(
      join(folder, 'training', 'mplatform', 'mplatform.db'),
      'SELECT id, outcome FROM operation ORDER BY id',
    );
    expect(server.map((o) => o.id)).toEqual(device.map((o) => o.id).sort());
    expect(server.filter((o) => o.outcome !== 'applied')).toEqual([]);
    // The till's file holds the section once, and all else byte for byte.
    const conf = readFileSync(join(folder, 'training', 'pcpos7', 'pcpos7.conf'), 'latin1');
    const original = readFileSync(join(import.meta.dirname, '../../resources/training/pcpos7.conf'), 'latin1');
    const port = /MutexPort: (\d+)/.exec(conf)?.[1] ?? '';
    const [before, ...sections] = conf.split(/(?:\r\n)*Section: MPlatform\r\n/);
    expect(sections).toHaveLength(1);
    expect(before?.trimEnd()).toBe(original.replace(/(MutexPort: )\d+/, `$1${port}`).trimEnd());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it(`survives ${KILLS} kills at random moments (SEED=${SEED})`, { timeout: 1_200_000 }, async () => {
  const next = random(SEED);
  const trial = mkdtempSync(join(tmpdir(), 'technik-kill-'));
  const whole = await run(trial);
  rmSync(trial, { recursive: true, force: true });
  expect(whole.finished, whole.output).toBe(true);

  const episodes = Array.from({ length: Math.ceil(KILLS / KILLS_AN_EPISODE) }, (_, i) => ({
    next: random(Math.floor(next() * 2 ** 32)),
    kills: Math.min(KILLS_AN_EPISODE, KILLS - i * KILLS_AN_EPISODE),
  }));
  const lanes = Array.from({ length: Math.max(1, Math.min(4, cpus().length)) }, async () => {
    for (let e = episodes.shift(); e !== undefined; e = episodes.shift()) await episode(e.next, whole.ms * 1.5, e.kills);
  });
  await Promise.all(lanes);
});
