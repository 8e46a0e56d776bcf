import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookInto } from '../support/core-database.ts';
import { type BadLine, type ProxyCounts, startBadLine } from './proxy.ts';
import { seeded } from './seeded.ts';

/**
 * M/platform and two devices as processes of their own, a line between them that cuts, holds back, goes slowly and goes
 * dead without a word, and kill -9 of whichever at random moments. Once the line is well again, everything has come to
 * rest: what was recorded is decided once, in order, and both sides hold the same.
 */
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const KILLS = Number(process.env.KILLS ?? 10);
const KILLS_AN_EPISODE = 10;
const REST_MS = 60_000;

interface Program {
  readonly child: ChildProcess;
  /** Resolves with the first line that begins so; rejects when the program ends before. */
  said(word: string): Promise<string>;
  kill(): Promise<void>;
  end(how: () => void): Promise<void>;
}

function run(script: string, env: Readonly<Record<string, string>>, hear: (line: string) => void = () => {}): Program {
  const child = spawn(process.execPath, [join(import.meta.dirname, script)], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  let rest = '';
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  child.stdin.on('error', () => {});
  child.stderr.on('data', (data) => {
    errors += String(data);
  });
  child.stdout.on('data', (data) => {
    const pieces = (rest + String(data)).split('\n');
    rest = pieces.pop() ?? '';
    for (const line of pieces) {
      lines.push(line);
      hear(line);
    }
    wake();
  });
  void gone.then(wake);
  return {
    child,
    said: (word) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = lines.find((line) => line.startsWith(word));
          if (found === undefined && child.exitCode === null && child.signalCode === null) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`${script} ended before it said ${word}: ${errors}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    async end(how) {
      how();
      await gone;
      expect(errors).toBe('');
      expect(child.exitCode).toBe(0);
    },
  };
}

/** Between two kills: how long is drawn from the seed. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const within = async <T>(ms: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

function rows<T>(file: string, sql: string): readonly T[] {
  const db = lookInto(file);
  try {
    return db.prepare<[], T>(sql).all();
  } finally {
    db.close();
  }
}

const met = { server: 0, device: 0, operations: 0, rejected: 0, held: 0 };
const lines: ProxyCounts = { clean: 0, cut: 0, delayed: 0, throttled: 0, swallowedUp: 0, swallowedDown: 0 };

async function episode(random: () => number, kills: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'technik-line-'));
  let port = 0;
  const proxies: BadLine[] = [];
  const programs = new Set<Program>();
  const start = (...args: Parameters<typeof run>): Program => {
    const program = run(...args);
    programs.add(program);
    return program;
  };
  const startServer = async (): Promise<Program> => {
    const server = start('line-server.ts', { TECHNIK_LINE_FOLDER: join(folder, 'mplatform'), TECHNIK_LINE_PORT: String(port) });
    port = Number((await server.said('listening')).split(' ')[1]);
    return server;
  };
  try {
    let server = await startServer();
    const code = (await server.said('code')).split(' ')[1] ?? '';
    const devices = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const proxy = await startBadLine(() => port, seeded(Math.floor(random() * 2 ** 32)));
        proxies.push(proxy);
        const promised: string[] = [];
        const everHeld = new Set<number>();
        const launch = (): Program =>
          start(
            'line-device.ts',
            {
              TECHNIK_LINE_FOLDER: join(folder, name),
              TECHNIK_LINE_SERVER: `http://127.0.0.1:${proxy.port}/`,
              TECHNIK_LINE_NAME: name,
              TECHNIK_LINE_CODE: name === 'one' ? 'SZKOLENIE' : code,
              TECHNIK_LINE_SEED: String(Math.floor(random() * 2 ** 32)),
            },
            (line) => {
              const [word, what = ''] = line.split(' ');
              if (word === 'recorded') promised.push(what);
              if (word === 'held') everHeld.add(Number(what));
            },
          );
        return { name, promised, everHeld, launch, running: launch() };
      }),
    );

    const turn = Math.floor(random() * 3);
    for (let i = 0; i < kills; i += 1) {
      // Every third is the server, whichever comes first.
      const victim = devices[(i + turn) % 3];
      if (victim === undefined) {
        await pause(random() * 800);
        await server.kill();
        await pause(random() * 400);
        server = await startServer();
        met.server += 1;
      } else {
        // A device takes longest to start: most of the kills fall after it has.
        if (random() < 0.75) await victim.running.said('up');
        // Long enough, now and then, to find out that a line is dead.
        await pause(random() < 0.3 ? 1_500 + random() * 2_500 : random() * 900);
        await victim.running.kill();
        await pause(random() * 300);
        victim.running = victim.launch();
        met.device += 1;
      }
    }

    for (const proxy of proxies) proxy.heal();
    for (const { running } of devices) running.child.stdin?.write('rest\n');
    await Promise.all(devices.map(({ name, running }) => within(REST_MS, `device ${name} comes to rest`, running.said('rest'))));
    // What the one did last, the other has to hear of, too: each asks once more.
    for (const { running } of devices) running.child.stdin?.write('now\n');
    await Promise.all(devices.map(({ name, running }) => within(REST_MS, `device ${name} asks again`, running.said('asked'))));
    await Promise.all(devices.map(({ running }) => running.end(() => running.child.stdin?.write('end\n'))));
    await server.end(() => server.child.kill('SIGTERM'));
    for (const device of devices) bothSidesAgree(folder, device);
    effectsOnce(folder);
  } finally {
    for (const { child } of programs) child.kill('SIGKILL');
    for (const proxy of proxies) {
      for (const fate of Object.keys(lines) as (keyof ProxyCounts)[]) lines[fate] += proxy.counts[fate];
      await proxy.close();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Decided {
  readonly id: string;
  readonly seq: number;
  readonly outcome: string;
}

interface Said {
  readonly name: string;
  readonly promised: readonly string[];
  readonly everHeld: ReadonlySet<number>;
}

function bothSidesAgree(folder: string, { name, promised, everHeld }: Said): void {
  const onServer = join(folder, 'mplatform', 'mplatform.db');
  const onDevice = join(folder, name, 'production', 'technik.db');
  const mine = rows<Decided & { position: number; held: string | null }>(
    onDevice,
    `SELECT o.id, o.position, s.seq, r.outcome, b.held FROM operation o LEFT JOIN operation_sending s ON s.operation_id = o.id
     LEFT JOIN outbox b ON b.position = o.position
     LEFT JOIN operation_outcome r ON r.operation_id = o.id ORDER BY s.seq`,
  );
  const decided = mine.filter(({ outcome }) => outcome !== null);
  const theirs = rows<Decided>(
    onServer,
    `SELECT o.id, o.seq, o.result ->> 'outcome' AS outcome FROM outcome o JOIN device d ON d.id = o.device_id
     WHERE d.machine_id = 'machine-${name}' ORDER BY o.seq`,
  );
  met.operations += mine.length;
  met.held += mine.filter(({ held }) => held !== null).length;
  met.rejected += mine.filter(({ outcome }) => outcome === 'rejected').length;
  // Nothing that was answered as recorded is missing, and what has no outcome waits for the person and says why.
  const known = new Set(mine.map(({ id }) => id));
  expect(promised.filter((id) => !known.has(id))).toEqual([]);
  expect(mine.filter(({ outcome, held }) => outcome === null && held === null)).toEqual([]);
  // Each was decided once, in the order in which it was done, and both sides say the same of it.
  expect(decided.map(({ id, seq, outcome }) => ({ id, seq, outcome }))).toEqual(theirs.map((o) => ({ ...o })));
  const inOrder = decided.map(({ position }) => position).filter((position) => !everHeld.has(position));
  expect(inOrder).toEqual([...inOrder].sort((a, b) => a - b));
  expect(theirs.map(({ seq }) => seq)).toEqual(theirs.map((_, i) => i + 1));
  // What is shown is what M/platform has.
  const row = 'SELECT kind, id, version, data FROM';
  const shown = rows(onDevice, `${row} server_row WHERE removed_reason IS NULL ORDER BY kind, id`).map(parsed);
  const dealer = `SELECT t.dealer_id FROM technician t JOIN device d ON d.technician_id = t.id WHERE d.machine_id = 'machine-${name}'`;
  const theirRows = rows(onServer, `${row} shared_row WHERE audience = '*' OR audience = (${dealer}) ORDER BY kind, id`).map(
    parsed,
  );
  expect(shown).toEqual(theirRows);
  expect(rows(onDevice, 'SELECT id FROM view_ticket WHERE data IS NOT NULL')).toEqual([]);
  expect(rows(onDevice, 'SELECT * FROM outbox WHERE applied = 1')).toEqual([]);
}
const parsed = (row: unknown) => ({ ...(row as object), data: JSON.parse((row as { data: string }).data) as unknown });

/** A note is the one thing that shows when it was done twice. */
function effectsOnce(folder: string): void {
  const file = join(folder, 'mplatform', 'mplatform.db');
  const sent = rows<{ text: string }>(
    file,
    `SELECT operation ->> '$.args.text' AS text FROM outcome
     WHERE operation ->> 'kind' = 'ticket.addNote' AND result ->> 'outcome' = 'applied'`,
  ).map(({ text }) => text);
  const shown = rows<{ text: string }>(
    file,
    `SELECT n.value ->> 'text' AS text FROM shared_row s, json_each(s.data, '$.notes') n WHERE s.kind = 'ticket'`,
  ).map(({ text }) => text);
  const ours = shown.filter((text) => /^(one|two) /.test(text));
  expect([...ours].sort()).toEqual([...sent].sort());
  expect(new Set(ours).size).toBe(ours.length);
}

it(`holds two devices and M/platform alike through ${KILLS} kills on a bad line (SEED=${SEED})`, {
  timeout: 3_600_000,
}, async () => {
  const random = seeded(SEED);
  const began = Date.now();
  let left = KILLS;
  const lanes = Array.from({ length: 2 }, async () => {
    while (left > 0) {
      const kills = Math.min(KILLS_AN_EPISODE, left);
      left -= kills;
      await episode(seeded(Math.floor(random() * 2 ** 32)), kills);
    }
  });
  // Each ends its own programs before the first failure is told.
  const failed = (await Promise.allSettled(lanes)).find((lane) => lane.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const said = Object.entries({ ...met, ...lines }).map(([what, n]) => `${what} ${n}`);
  console.log(`${Math.round((Date.now() - began) / 1000)} s: ${said.join(', ')}`);
});
