import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { ServerContext } from '../../mplatform/server/context.ts';
import type { FileShelf } from '../../mplatform/server/files.ts';
import { folderShelf } from '../../mplatform/server/files-folder.ts';
import { noteEcho } from '../../mplatform/server/probes.ts';
import type { ReadTransaction, Store, WriteTransaction } from '../../mplatform/server/store/port.ts';
import { mountDisk, readFolder, writeFolder } from './disk.ts';
import type { Copy, Engine, Looks } from './engine.ts';
import { diskFull, noSpace } from './faulty-database.ts';
import type { Random } from './random.ts';
import { Crashed, createLife, type Life } from './scheduler.ts';
import { type Behind, filesApp, serverApp, stand } from './server-app.ts';
import { answerOf, type ServerLine, type WireAnswer, type WireRequest } from './wire.ts';
import { createWallClock, type World } from './world.ts';

/** As the shelf notes it down. */
interface Announced {
  readonly sha256: string;
  readonly size: number;
}

/** Breaks the server on purpose; see `mutants.ts`. */
export interface ServerMutant {
  readonly transaction?: (tx: WriteTransaction, random: Random) => WriteTransaction;
  readonly read?: (tx: ReadTransaction) => ReadTransaction;
  /** `folder`: where the shelf really lies. */
  readonly shelf?: (shelf: FileShelf, folder: string) => FileShelf;
}

/** M/platform: the real program over the real store, which dies and comes back. */
export function createServerSide(world: World, folder: string, engine: Engine, mutant: ServerMutant = {}) {
  const { looks } = engine;
  const { scheduler, count } = world;
  const random = world.random.fork('server');
  const clock = createWallClock(scheduler);
  const filesFolder = join(folder, 'mplatform-files');
  mkdirSync(filesFolder);
  const lines = new Set<ServerLine>();
  /** Each time that an outcome was stored, in the order of the commits. */
  const decided: { readonly id: string; readonly deviceId: string }[] = [];
  /** The ids that a restored copy has forgotten. */
  const forgotten = new Set<string>();
  /** Files that were not in the copy either. */
  const lostFiles = new Set<string>();
  const lastSeqs = new Map<string, number>();
  let copy: { readonly db: Copy; readonly files: ReadonlyMap<string, Buffer> } | undefined;
  let eras = 0;
  let openings = 0;
  let life: Life;
  let real: Store;
  let disk: ReturnType<typeof mountDisk>;
  let files: Promise<FastifyInstance> | undefined;
  /** Bodies that are still on their way to this life. */
  const bodies = new Set<Readable>();
  let limitedUntil = 0;
  let behind: Behind;
  let up = false;
  let beforeUp: (() => void) | undefined;

  function point(of: Life, write: boolean): void {
    scheduler.stir();
    if (!of.alive()) throw new Crashed();
    if (random.chance(world.weather().serverDies)) {
      count('server dies at an await');
      die('at an await');
      throw new Crashed();
    }
    if (write && random.chance(world.weather().serverFull)) {
      count('server disk full');
      world.trace('server: disk full');
      throw diskFull();
    }
  }

  /** Sometimes others get their turn here. */
  async function pause(of: Life): Promise<void> {
    // The dead draw nothing: when exactly they find out that they are is the engine's affair.
    if (!of.alive()) throw new Crashed();
    if (random.chance(world.calm() ? 0.02 : 0.12)) await of.wait(random.between(0, 40), '', 'throw');
    point(of, false);
  }

  function faulty(store: Store, of: Life): Store {
    return {
      async transaction(work) {
        await pause(of);
        const settled: { id: string; deviceId: string }[] = [];
        const steps = new Map<string, number>();
        const value = await store.transaction(async (tx) => {
          settled.length = 0;
          steps.clear();
          const result = await work(watched(tx, of, settled, steps));
          await pause(of);
          point(of, true);
          return result;
        });
        decided.push(...settled);
        checkCounts(steps);
        await pause(of);
        return value;
      },
      async read(work, once) {
        await pause(of);
        const value = await store.read(
          (tx) => work(whileAlive(of, mutant.read === undefined ? tx : oneByOne(mutant.read(tx)))),
          once,
        );
        await pause(of);
        return value;
      },
      onCommit: (listener) => store.onCommit(listener),
      close: () => store.close(),
    };
  }

  function watched(
    tx: WriteTransaction,
    of: Life,
    settled: { id: string; deviceId: string }[],
    steps: Map<string, number>,
  ): WriteTransaction {
    const broken = whileAlive(of, mutant.transaction?.(tx, random) ?? tx);
    const watch: WriteTransaction = {
      ...broken,
      async saveOutcome(outcome) {
        point(of, true);
        await broken.saveOutcome(outcome);
        settled.push({ id: outcome.id, deviceId: outcome.deviceId });
        const { outcome: what, code } = outcome.result;
        count(what === 'rejected' ? `rejected: ${code}` : 'applied');
        if (what === 'rejected') count('rejected');
        else await noteClose(tx, outcome.operation as { kind: string; target: string });
      },
      async saveRow(row) {
        point(of, true);
        return broken.saveRow(row);
      },
      async saveDevice(device) {
        point(of, true);
        await broken.saveDevice(device);
      },
      async advance(deviceId, seq) {
        point(of, true);
        steps.set(deviceId, (steps.get(deviceId) ?? 0) + 1);
        await broken.advance(deviceId, seq);
      },
    };
    return watch;
  }

  /** Seen from a laptop, only a call of the till itself since the configuration shows that it reaches M/platform. */
  async function noteClose(tx: WriteTransaction, { kind, target }: { kind: string; target: string }): Promise<void> {
    if (kind !== 'subTicket.close') return;
    const row = (await tx.row('subTicket', target))?.data;
    count('closed');
    if (row?.configuration?.origin !== 'laptop') return;
    count('closed from a laptop');
    const calledAt = (await tx.contact(row.punktId))?.at ?? 0;
    if (calledAt <= Date.parse(row.configuration.recordedAt))
      world.fail(`${target} was closed from a laptop without a call of its till`);
  }

  /** As the engine's looks, while there is a server whose word can be held against them. */
  const watch = <T>(work: (at: Looks) => T): T | undefined => (up ? work(looks) : undefined);

  function checkCounts(steps: ReadonlyMap<string, number>): void {
    for (const { id, last_seq } of looks.lastSeqs()) {
      const before = lastSeqs.get(id);
      // As far as it went on, operation by operation.
      if (before !== undefined && last_seq > before + (steps.get(id) ?? 0))
        world.fail(`lastSeq of ${id} jumped from ${before} to ${last_seq}`);
      if (before !== undefined && last_seq < before) world.fail(`lastSeq of ${id} went back from ${before} to ${last_seq}`);
      lastSeqs.set(id, last_seq);
    }
  }

  function open(): void {
    life = createLife(scheduler);
    const mine = life;
    openings += 1;
    real = engine.open(`m${openings}`);
    real.onCommit(({ seq, audiences, devices }) => {
      for (const line of [...lines]) {
        if (audiences.includes('*') || audiences.includes(line.dealerId)) line.poke(seq);
        if (devices.includes(line.deviceId)) {
          if (watch((at) => at.isRevoked(line.deviceId)) !== false) line.close();
        }
      }
    });
    disk = mountDisk(filesFolder, mine, diskFaults(mine), 'throw');
    const shelf = folderShelf(disk.path);
    files = undefined;
    behind = {
      store: faulty(real, mine),
      now: clock.now,
      random: (bytes) => random.bytes(bytes),
      shelf: mutant.shelf?.(shelf, filesFolder) ?? shelf,
      limited: () => scheduler.now() < limitedUntil,
      later: (ms, run) => void mine.later(ms, '', run),
    };
    stand(behind);
    up = true;
  }

  function filesOf(of: Behind): Promise<FastifyInstance> {
    files ??= filesApp(of);
    return files;
  }

  const diskFaults = (of: Life) => ({
    async step(at: 'read' | 'write', bytes: number): Promise<void> {
      await pause(of);
      if (at === 'write' && bytes > 0 && random.chance(world.weather().serverFull)) {
        count('server disk full in a file');
        throw noSpace();
      }
    },
    takes: (bytes: number): number => (random.chance(0.1) ? 1 + random.below(bytes) : bytes),
    torn: (bytes: number): number => random.below(bytes + 1),
    now: clock.now,
  });

  /** The process ends here: open transactions roll back, lines drop, nobody is answered. */
  function die(how: string): void {
    if (!up) return;
    up = false;
    world.trace(`server: dies ${how}`);
    life.die();
    engine.die();
    for (const body of bodies) body.destroy();
    bodies.clear();
    const power = random.chance(0.5);
    if (power) count('server loses power');
    disk.end(power, random.below);
    for (const line of [...lines]) line.close();
    lines.clear();
    scheduler.after(world.calm() ? 0 : random.between(0, 30_000), 'server: is up again', rise);
  }

  async function rise(): Promise<void> {
    await real.close();
    engine.rest();
    beforeUp?.();
    beforeUp = undefined;
    open();
  }

  function restoreFiles(from: ReadonlyMap<string, Buffer>): void {
    count('files of the server restored from a copy');
    for (const place of readFolder(filesFolder).keys()) if (!from.has(place)) lostFiles.add(basename(place));
    writeFolder(filesFolder, from);
  }

  function newEra(): void {
    eras += 1;
    engine.newEra(`era-${eras}`);
  }
  const whileDown = (what: () => void): void => {
    beforeUp = what;
    die('on purpose');
  };

  open();
  return {
    clock,
    filesFolder,
    lines,
    decided,
    forgotten,
    lostFiles,
    up: (): boolean => up,
    looks,
    watch,
    /** The store as the running server uses it: for the operator, who meets the same crashes. */
    store: (): Store => faulty(real, life),
    crash(): void {
      if (!up) return;
      count('server dies');
      die('');
    },
    /** As a socket would bring it; undefined when the server died meanwhile, or the line broke. `body` may still be coming. */
    async serve(request: WireRequest, body?: Readable): Promise<WireAnswer | undefined> {
      const mine = life;
      const app = await (request.url.startsWith('/v1/files') ? filesOf(behind) : serverApp());
      if (!up || mine !== life) return undefined;
      const { method, url, headers, payload } = request;
      if (body !== undefined) bodies.add(body);
      const sent = body ?? payload;
      const asked = { method, url, headers, ...(sent === undefined ? {} : { payload: sent }) } as InjectOptions;
      const answer = await app.inject(asked).catch(() => undefined);
      if (body !== undefined) bodies.delete(body);
      scheduler.stir();
      if (!mine.alive() || answer === undefined) return undefined;
      const told = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
      if (answer.statusCode === 429 && 'retry-after' in told) {
        count('too many calls');
        told['retry-after'] = String(Math.max(1, Math.ceil((limitedUntil - scheduler.now()) / 1000)));
      }
      return answerOf(answer.statusCode, told, answer.rawPayload);
    },
    /** For a while every call is one too many. */
    limit(ms: number): void {
      limitedUntil = scheduler.now() + ms;
    },
    /** Whether a file counts as wholly there for a dealer. */
    hasFile: (sha256: string, dealerId: string): boolean =>
      existsSync(join(filesFolder, sha256)) && existsSync(join(filesFolder, 'held', dealerId, sha256)),
    /** Bytes that there are of an upload, or of the file that came of it. */
    hasOfUpload(id: string): number {
      const part = join(filesFolder, 'unfinished', id);
      const note = existsSync(`${part}.json`) ? (JSON.parse(readFileSync(`${part}.json`, 'utf8')) as Announced) : undefined;
      if (note === undefined) return 0;
      if (existsSync(part)) return statSync(part).size;
      return !lostFiles.has(note.sha256) && existsSync(join(filesFolder, note.sha256)) ? note.size : 0;
    },
    /** The echo of a probe, as the live line brings it. */
    async echo(deviceId: string, probeId: string, nonce: string): Promise<boolean> {
      if (!up) return false;
      try {
        return await noteEcho({ store: faulty(real, life), clock } as unknown as ServerContext, deviceId, probeId, nonce);
      } catch {
        return false;
      }
    },
    copyNow(): void {
      if (up) copy = { db: engine.copy(), files: readFolder(filesFolder) };
    },
    /** Everybody has to begin anew, though nothing has changed. */
    forceResync(): void {
      if (!up) return;
      count('full re-sync forced');
      whileDown(newEra);
    },
    /** Put back from the copy; nobody tells it. */
    restore(): boolean {
      const from = copy;
      if (!up || from === undefined) return false;
      count('server restored from a copy');
      whileDown(() => {
        const ids = () => looks.outcomes().map(({ id }) => id);
        const before = ids();
        engine.putBack(from.db);
        // Some operators do as they were once told.
        if (random.chance(0.2)) newEra();
        const after = new Set(ids());
        for (const id of before) {
          if (after.has(id)) continue;
          count('an operation is forgotten by a restored server');
          forgotten.add(id);
        }
        lastSeqs.clear();
        if (random.chance(0.5)) restoreFiles(from.files);
      });
      return true;
    },
    async close(): Promise<void> {
      const wasUp = up;
      up = false;
      life.die();
      disk.end(false, random.below);
      await scheduler.settle();
      await (await files)?.close();
      if (wasUp || real !== undefined) await real.close();
      engine.rest();
    },
  };
}
/** What a mutant changes is asked for by itself, and not together with what else a call begins with. */
function oneByOne(tx: ReadTransaction): ReadTransaction {
  const { standing: _, ...rest } = tx;
  return rest;
}

/** The same transaction until its server is dead; whatever is asked then is answered with that. */
function whileAlive<T extends object>(of: Life, tx: T): T {
  const guarded = Object.entries(tx as Record<string, (...args: unknown[]) => Promise<unknown>>).map(
    ([name, ask]) => [name, (...args: unknown[]) => (of.alive() ? ask(...args) : Promise.reject(new Crashed()))] as const,
  );
  return Object.fromEntries(guarded) as T;
}
export type ServerSide = ReturnType<typeof createServerSide>;
