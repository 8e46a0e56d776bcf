import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookInto } from '../support/core-database.ts';
import { seeded } from './seeded.ts';

/**
 * kill -9 of the core at random moments of the demo. What it had answered as recorded must be there afterwards, must
 * reach the server once, and the job must be finishable by simply going on.
 */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const KILLS = Number(process.env.KILLS ?? 200);
const KILLS_AN_EPISODE = 4;

interface Run {
  readonly recorded: readonly string[];
  readonly output: string;
  readonly finished: boolean;
  readonly killed: boolean;
}

/** After which step, and how many milliseconds later; `start` is the process's own start. */
interface Moment {
  readonly after: string;
  readonly ms: number;
}

/** As the worker prints them. Moments are spread over the steps, not over the clock: on a busy machine the start takes longest. */
const STEPS = [
  'start',
  'start',
  'sync',
  'take-ticket',
  'take-sub-ticket',
  'server-stopped',
  'configure',
  'train',
  'invoice',
  'close-waits',
  'server-started',
  'sync-again',
];
const LONGEST_STEP_MS = 400;

const momentFrom = (next: () => number): Moment => {
  const after = STEPS[Math.floor(next() * STEPS.length)] ?? 'start';
  return { after, ms: next() * (after === 'start' ? 2 * LONGEST_STEP_MS : LONGEST_STEP_MS) };
};

/** Runs the worker; ends it with SIGKILL at the moment unless it has ended by itself. */
function run(folder: string, moment?: Moment): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'worker.ts')], {
      env: { ...process.env, TECHNIK_KILL_FOLDER: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let timer: NodeJS.Timeout | undefined;
    const arm = (): void => {
      if (moment === undefined || timer !== undefined) return;
      const reached = moment.after === 'start' || output.includes(`step ${moment.after} `);
      // The moment of the kill is the test's own input, drawn from its seed.
      if (reached) timer = setTimeout(() => child.kill('SIGKILL'), moment.ms);
    };
    child.stdout.on('data', (data) => {
      output += String(data);
      arm();
    });
    child.stderr.on('data', (data) => {
      errors += String(data);
    });
    arm();
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code !== null && code !== 0) return reject(new Error(`worker ended with ${code}:\n${output}\n${errors}`));
      const recorded = [...output.matchAll(/^recorded (\S+)$/gm)].map((m) => m[1] ?? '');
      resolve({ recorded, output, killed: signal === 'SIGKILL', finished: /^finished true$/m.test(output) });
    });
  });
}

function rows<T>(file: string, sql: string): readonly T[] {
  const db = lookInto(file);
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

/** Where the kills fell, by the last step that had been told: a run whose kills all fall in one place shows little. */
const fell = new Map<string, number>();

async function episode(next: () => number, kills: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'technik-kill-'));
  try {
    const promised = new Set<string>();
    let done = 0;
    for (let i = 0; i < kills; i += 1) {
      const { recorded, killed, output } = await run(folder, momentFrom(next));
      for (const id of recorded) promised.add(id);
      // One that had ended by itself before the moment came was not killed, and there is nothing left to kill.
      if (!killed) break;
      done += 1;
      const step = [...output.matchAll(/^step (\S+)/gm)].at(-1)?.[1] ?? 'start';
      fell.set(step, (fell.get(step) ?? 0) + 1);
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
      "SELECT id, result ->> 'outcome' AS outcome FROM outcome ORDER BY id",
    );
    expect(server.map((o) => o.id)).toEqual(device.map((o) => o.id).sort());
    expect(server.filter((o) => o.outcome !== 'applied')).toEqual([]);
    // The till's file holds the section once, and all else byte for byte.
    const conf = readFileSync(join(folder, 'training', 'pcpos7', 'pcpos7.conf'), 'latin1');
    const original = readFileSync(join(import.meta.dirname, '../../resources/training/pcpos7.conf'), 'latin1');
    const port = /MutexPort: (\d+)/.exec(conf)?.[1] ?? '';
    const [before, ...sections] = conf.split(/(?:\r\n)*(?<!End)Section: MPlatform\r\n/);
    expect(sections).toHaveLength(1);
    expect(before?.trimEnd()).toBe(original.replace(/(MutexPort: )\d+/, `$1${port}`).trimEnd());
    return done;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

it(`survives ${KILLS} kills at random moments (SEED=${SEED})`, { timeout: 1_200_000 }, async () => {
  const next = seeded(SEED);
  let left = KILLS;
  const lanes = Array.from({ length: Math.max(1, Math.min(4, cpus().length)) }, async () => {
    while (left > 0) {
      const wanted = Math.min(KILLS_AN_EPISODE, left);
      left -= wanted;
      const done = await episode(seeded(Math.floor(next() * 2 ** 32)), wanted);
      left += wanted - done;
    }
  });
  await Promise.all(lanes);
  console.log(`kills after: ${[...fell].map(([step, n]) => `${step} ${n}`).join(', ')}`);
});
