import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { problem } from '../../domain/problem.ts';
import { err, ok } from '../../domain/result.ts';
import { type ClosingsDeps, createClosings } from '../../electron/core/closing/closings.ts';
import { enrol } from '../../electron/core/device/enrol.ts';
import { createTokens } from '../../electron/core/device/tokens.ts';
import { createFieldClient } from '../../electron/core/field/client.ts';
import { createFiles } from '../../electron/core/files/files.ts';
import { createStore } from '../../electron/core/store/store.ts';
import { createSync } from '../../electron/core/sync/engine.ts';
import { createServerClock } from '../../electron/core/sync/server-clock.ts';
import type { Timers } from '../../electron/core/timers.ts';
import { type Database, openDatabase } from '../../sqlite/database.ts';
import type { DeviceOptions } from './device-options.ts';
import { mountDisk, readFolder, writeFolder } from './disk.ts';
import { diskFull, faultyDatabase, noSpace } from './faulty-database.ts';
import { createLine } from './line.ts';
import { createProver } from './prover.ts';
import { Crashed, createLife, type Life } from './scheduler.ts';
import { createSecrets } from './secrets.ts';
import { createSendings } from './sendings.ts';
import type { ServerSide } from './server-side.ts';
import { coreMigrations } from './templates.ts';
import { createWallClock, type World } from './world.ts';

const SERVER = 'http://mplatform.simulation/';

/** One technician's machine: the real core over a real database and a line that fails; it dies and starts again. */
export function createDeviceSide(world: World, server: ServerSide, options: DeviceOptions) {
  const { scheduler, count } = world;
  const { name, technician, folder, mutant } = options;
  const random = world.random.fork(`device ${name}`);
  const clock = createWallClock(scheduler);
  const file = join(folder, `${name}.db`);
  const filesFolder = join(folder, `${name}-files`);
  mkdirSync(filesFolder);
  const secrets = new Map<string, string>();
  /** What `submit` answered ok to: never to be missed again. */
  const promised = new Set<string>();
  /** Once held, an operation waits for somebody; its place in the order is no longer promised. */
  const everHeld = new Set<number>();
  let restored = false;
  /** How many operations M/platform had decided when this folder was last put back: of what came of them it knows nothing. */
  let decidedThen = 0;
  let machineId = `machine-of-${name}`;
  let online = true;
  let life: Life = createLife(scheduler);
  let running: ReturnType<typeof start> | undefined;
  let real: Database | undefined;
  let disk: ReturnType<typeof mountDisk>;
  let copy: { readonly db: Buffer; readonly files: ReadonlyMap<string, Buffer> } | undefined;
  let till = { digest: '0'.repeat(64), revision: 0 };
  let installations = 0;
  let writes = 0;
  /** The life that was ended as one ends a program; its database is closed. */
  let ended: Life | undefined;

  copyFileSync(options.template, file);
  const sendings = createSendings(world, server, name, () => running?.db);
  const line = createLine(world, server, {
    name,
    sendings,
    online: () => online,
    page: random.pick([2, 3, 5, 8, 1000]),
    line: () => {
      const device = running?.store.state.get('device');
      return device === undefined ? undefined : { deviceId: device.deviceId, dealerId: device.technician.dealerId };
    },
  });

  function point(of: Life, at: 'read' | 'write' | 'commit' | 'committed'): void {
    scheduler.stir();
    if (of === ended) world.fail(`${name} used its database after its end`);
    if (!of.alive()) throw new Crashed();
    if (at === 'read') return;
    writes += 1;
    if (random.chance(world.weather().deviceDies)) {
      count('device dies in its database');
      die(`at a ${at}`);
      throw new Crashed();
    }
    if (at !== 'committed' && random.chance(world.weather().deviceFull)) {
      count('device disk full');
      world.trace(`${name}: disk full`);
      throw diskFull();
    }
  }

  const diskFaults = (of: Life) => ({
    async step(at: 'read' | 'write', bytes: number): Promise<void> {
      scheduler.stir();
      if (random.chance(world.calm() ? 0.02 : 0.08)) await of.wait(random.between(0, 40), '', 'forget');
      if (at === 'read') return;
      writes += 1;
      if (random.chance(world.weather().deviceDies)) {
        count('device dies in a file');
        die('in a file');
        throw new Crashed();
      }
      if (bytes > 0 && random.chance(world.weather().deviceFull)) {
        count('device disk full in a file');
        throw noSpace();
      }
    },
    takes: (bytes: number): number => bytes,
    torn: (bytes: number): number => random.below(bytes + 1),
    now: clock.now,
  });

  /** As `openWorkplace` puts it together. */
  function start() {
    const mine = life;
    sendings.restarted();
    real = openDatabase(file, { migrations: coreMigrations, backups: join(folder, 'backups') });
    const db = faultyDatabase(real, { point: (at) => point(mine, at) });
    const newId = () => uuidv7({ msecs: Math.max(0, clock.now()), random: random.bytes(16) });
    const store = createStore(db, clock, '0.1.0', newId);
    const { hold } = store.operations;
    store.operations.hold = (position, reason) => {
      if (reason !== null) {
        everHeld.add(position);
        count('held');
      }
      hold(position, reason);
    };
    mutant.store?.(store, real);
    const tokens = createTokens(createSecrets(secrets, mine, random), 'tokens', clock);
    const plainClient = createFieldClient({
      server: SERVER,
      ca: undefined,
      carrier: line.carrier(mine),
      clock,
      heard: createServerClock(clock, store.state).note,
    });
    const fieldClient = mutant.client?.(plainClient) ?? plainClient;
    const client = () => (store.state.get('device') === undefined ? undefined : fieldClient);
    const plainTimers: Timers = { after: (ms, callback) => mine.later(ms, `${name} timer`, callback) };
    const timers = mutant.timers?.(plainTimers) ?? plainTimers;
    const closings = createClosings({
      store,
      clock,
      machineId,
      till: {
        reading: async () => {
          if (random.chance(0.2)) await mine.wait(random.between(0, 30), '', 'forget');
          return random.chance(0.03) && !world.calm()
            ? err(problem('till.not-chosen'))
            : ok({ digest: till.digest, server: null });
        },
        revision: () => till.revision,
      } as unknown as ClosingsDeps['till'],
      probing: (() => prover) as unknown as ClosingsDeps['probing'],
    });
    const prover = createProver({ store, clock, tokens, client, newId, world, server, life: mine, random });
    disk = mountDisk(filesFolder, mine, diskFaults(mine), 'forget');
    const files = createFiles({
      db,
      store,
      folder: disk.path,
      clock,
      timers,
      random: random.next,
      tokens,
      client,
      changed: () => {},
      poke: () => sync.poke(),
    });
    mutant.files?.(files);
    const sync = createSync({
      store,
      clock,
      timers,
      random: random.next,
      tokens,
      client,
      closings,
      mayGo: files.mayGo,
      changed: () => {
        if (mine.alive() && sync.status().state === 'idle') files.wake();
      },
      connectLive: line.connect(mine),
    });
    return { store, db: real, tokens, fieldClient, sync, closings, files };
  }

  function launch(): void {
    life = createLife(scheduler);
    try {
      running = start();
      running.sync.start();
      void running.files.start().catch(unlessDead);
    } catch (cause) {
      running = undefined;
      // Not even room to start: it is tried again later.
      if ((cause as { code?: string }).code === 'SQLITE_FULL') die('at its start, its disk being full');
      else if (!(cause instanceof Crashed)) throw cause;
    }
  }

  function unlessDead(cause: unknown): void {
    if (!(cause instanceof Crashed)) throw cause;
  }

  function die(how: string): void {
    if (!life.alive()) return;
    world.trace(`${name}: dies ${how}`);
    life.die();
    running = undefined;
    const power = random.chance(0.4);
    if (power) count('device loses power');
    disk?.end(power, random.below);
    line.cutLive();
    const away = random.chance(0.1) ? random.between(60_000, 400_000) : random.between(0, 30_000);
    cancelStart = scheduler.after(world.calm() ? 0 : away, `${name}: starts again`, relaunch);
  }

  let cancelStart = (): void => {};
  function relaunch(): void {
    real?.close();
    between();
    between = () => {};
    launch();
  }
  let between = (): void => {};

  /** What happens to the data folder while the program is not running. */
  function whileOff(why: string, what: () => void): void {
    const then = between;
    between = () => {
      then();
      what();
    };
    die(why);
  }
  const replaceWith = (bytes: () => void): void => {
    for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
    bytes();
  };

  launch();
  const device = {
    name,
    technician,
    clock,
    line,
    promised,
    everHeld,
    filesFolder,
    /** Counts what was written: whoever watches need not look when nothing was. */
    writes: (): number => writes,
    wasRestored: (): boolean => restored,
    decidedThen: () => decidedThen,
    secrets,
    till: () => till,
    machineId: () => machineId,
    running: () => running,
    online: (value: boolean): void => {
      online = value;
      if (!value) line.cutLive();
    },
    /** Another section was written to the till's file. */
    writeTill(): string {
      till = { digest: random.bytes(32).toString('hex'), revision: till.revision + 1 };
      return till.digest;
    },
    /** Something other than the program takes a file away, or changes it. */
    harmAFile(): void {
      const names = readdirSync(filesFolder).filter((name) => /^[0-9a-f]{64}$/.test(name));
      if (names.length === 0) return;
      const path = join(filesFolder, random.pick(names));
      const gone = random.chance(0.6);
      if (gone) rmSync(path);
      else writeFileSync(path, Buffer.concat([readFileSync(path).subarray(1), Buffer.from('x')]));
      count(gone ? 'a file is taken from the device' : 'a file is changed on the device');
      world.trace(`${name}: a file ${gone ? 'is gone' : 'was changed'}`);
    },
    /** Ends it as a person does: what has begun is finished, nothing else begins. */
    quit(): void {
      const mine = life;
      const now = running;
      if (now === undefined) return;
      count('device ended by its person');
      world.trace(`${name}: is being ended`);
      const stopped = now.files.stop().then(() => now.sync.stop());
      void stopped.then(() => {
        if (!mine.alive()) return;
        ended = mine;
        running = undefined;
        scheduler.stir();
        scheduler.after(random.between(500, 30_000), `${name}: starts again`, () => {
          if (life !== mine || !mine.alive()) return;
          mine.die();
          disk.end(false, random.below);
          relaunch();
        });
      });
    },
    /** Starts it at once, when it is not running. */
    wake(): void {
      if (life.alive()) return;
      cancelStart();
      relaunch();
    },
    crash(): void {
      if (!life.alive()) return;
      count('device dies');
      die('');
    },
    async enrol(code: string): Promise<boolean> {
      const now = running;
      if (now === undefined) return false;
      try {
        const answer = await now.sync.alone(() =>
          enrol(code, { store: now.store, tokens: now.tokens, client: now.fieldClient, machineId, appVersion: '0.1.0' }),
        );
        if (answer.ok) void now.sync.now();
        return answer.ok;
      } catch {
        return false;
      }
    },
    copyNow(): void {
      if (life.alive() && real !== undefined) copy = { db: real.serialize(), files: readFolder(filesFolder) };
    },
    /** The data folder is put back from an older copy: what was done since is gone here, but perhaps not on the server. */
    restore(): boolean {
      const from = copy;
      if (from === undefined || !life.alive()) return false;
      count('device restored from a copy');
      whileOff('for its folder to be put back', () => {
        restored = true;
        decidedThen = server.decided.length;
        sendings.forget();
        replaceWith(() => writeFileSync(file, from.db));
        writeFolder(filesFolder, from.files);
        promised.clear();
        for (const id of operationsIn(file, folder)) promised.add(id);
      });
      return true;
    },
    /** Everything on it is gone; the machine is the same. */
    reinstall(): void {
      if (!life.alive()) return;
      count('device installed anew');
      whileOff('to be installed anew', () => {
        sendings.forget();
        replaceWith(() => copyFileSync(options.template, file));
        writeFolder(filesFolder, new Map());
        secrets.clear();
        promised.clear();
      });
    },
    /** The data folder goes on on another computer. */
    move(): void {
      if (!life.alive()) return;
      count('folder moved to another machine');
      installations += 1;
      whileOff('to move to another machine', () => {
        machineId = `machine-of-${name}-${installations}`;
        secrets.clear();
      });
    },
    close(): void {
      life.die();
      disk?.end(false, random.below);
      running = undefined;
      if (real?.open) real.close();
    },
  };
  return device;
}
export type DeviceSide = ReturnType<typeof createDeviceSide>;

function operationsIn(path: string, folder: string): readonly string[] {
  const db = openDatabase(path, { migrations: coreMigrations, backups: folder });
  try {
    return db.prepare<[], string>('SELECT id FROM operation').pluck().all();
  } finally {
    db.close();
  }
}
