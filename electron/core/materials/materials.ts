import { mkdirSync } from 'node:fs';
import type { Clock } from '../../../domain/clock.ts';
import type { Material } from '../../../domain/model/index.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, type Result } from '../../../domain/result.ts';
import type { Database } from '../../../sqlite/database.ts';
import type { MaterialState, MaterialsView, MaterialView } from '../api/material-views.ts';
import type { FilePiece } from '../api/views.ts';
import type { Tokens } from '../device/tokens.ts';
import { type FieldClient, serverCode } from '../field/client.ts';
import { createFetching } from '../files/fetch.ts';
import { readPiece } from '../files/piece.ts';
import { createShelf } from '../files/shelf.ts';
import { showSeldom } from '../files/show.ts';
import type { Store } from '../store/store.ts';
import type { Timers } from '../timers.ts';
import { createComing } from './coming.ts';
import { createKeptMaterials } from './kept-materials.ts';
import { needRoom } from './room.ts';
import { byThemselves, fitsVersion, inOrder } from './which-to-keep.ts';

export interface MaterialsDeps {
  readonly db: Database;
  readonly store: Store;
  /** Of one mode, and of nothing else; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: () => number;
  readonly tokens: Tokens;
  readonly client: () => FieldClient | undefined;
  /** Of the PC-POS on this computer, as far as it is known. */
  readonly pcposVersion: () => string | null;
  /** A document is on its way up: on a shop's line that is worth more. */
  readonly busy: () => boolean;
  readonly changed: () => void;
  /** Bytes that come by themselves. */
  readonly limit?: number;
}

/** A few hundred leaflets, or a dozen thick manuals; what is beyond comes when it is opened. */
export const MATERIALS_LIMIT = 500 * 1024 * 1024;

/**
 * The operator's materials on this computer, to be read without a line: fetched in the background, whole by their digest,
 * never let go while M/platform lists them, and an earlier version only when the present one is here.
 */
export function createMaterials(deps: MaterialsDeps) {
  const { db, store, clock, folder, limit = MATERIALS_LIMIT } = deps;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const shelf = createShelf(folder);
  const kept = createKeptMaterials(db);
  const progress = showSeldom(deps.timers, deps.changed);
  const fetching = createFetching({ ...deps, shelf, makeRoom: (bytes) => needRoom(folder, bytes), progress });
  const ending = new AbortController();

  const listed = (): readonly Material[] => inOrder(store.sharedRows.materials(), deps.pcposVersion());
  const isHere = async ({ sha256, size }: { sha256: string; size: number }) => (await shelf.sizeOf(sha256)) === size;

  const coming = createComing({
    ...deps,
    async next(except) {
      await settle();
      if (deps.client() === undefined || deps.busy()) return undefined;
      const all = listed();
      const chosen = byThemselves(all, limit);
      for (const material of all) {
        if (chosen.has(material.sha256) && !except(material.sha256) && !(await isHere(material))) return material;
      }
      return undefined;
    },
    fetch,
    isWanted: (sha256) => store.sharedRows.materials().some((m) => m.sha256 === sha256),
  });

  async function fetch(wanted: Material, signal: AbortSignal): Promise<Result<null, Problem>> {
    const { sha256, size, title } = wanted;
    const answer = await fetching.fetch({ sha256, size, name: title }, signal);
    if (!answer.ok) return err(named(answer.error));
    await settle();
    return answer;
  }

  /** Notes what is here, and lets go of what no material needs any more. */
  async function settle(): Promise<void> {
    const here = new Map((await shelf.list()).map(({ sha256, size }) => [sha256, size]));
    const present = store.sharedRows.materials();
    for (const material of present) if (here.get(material.sha256) === material.size) kept.put(material);
    const ids = kept.listed();
    for (const { id, sha256, size } of kept.all()) if (!ids.has(id) || here.get(sha256) !== size) kept.forget(id);
    const needed = new Set([...kept.all(), ...present].map(({ sha256 }) => sha256));
    // Opened a moment ago it may be being read; it goes with the next round.
    for (const sha256 of here.keys()) if (!needed.has(sha256) && !reading.has(sha256)) await shelf.remove(sha256);
  }
  /** Versions that a window reads just now, piece by piece. */
  const reading = new Set<string>();

  async function view(): Promise<MaterialsView> {
    const version = deps.pcposVersion();
    const here = new Map((await shelf.list()).map(({ sha256, size }) => [sha256, size]));
    const before = new Map(kept.all().map((row) => [row.id, row]));
    const all = listed();
    const chosen = byThemselves(all, limit);
    const materials = all.map((material): MaterialView => {
      const { id, sha256, size } = material;
      const bytes = fetching.fetching(sha256);
      const why = coming.problemOf(sha256);
      const state: MaterialState =
        here.get(sha256) === size
          ? 'here'
          : bytes !== null
            ? 'coming'
            : coming.rests(sha256)
              ? 'failed'
              : chosen.has(sha256)
                ? 'waits'
                : 'onDemand';
      const row = before.get(id);
      const older = row !== undefined && row.sha256 !== sha256 && here.get(row.sha256) === row.size;
      return {
        ...material,
        state,
        fetched: state === 'here' ? size : (bytes ?? 0),
        problem: state === 'failed' || state === 'waits' ? why : null,
        fits: fitsVersion(material, version),
        older: older ? { sha256: row.sha256, updatedOn: row.updatedOn } : null,
      };
    });
    return { materials, pcposVersion: version, heard: store.state.get('lastSuccessAt') !== undefined };
  }

  /** Of the present version, or of the one before where that is still here. The first piece makes sure that all of it is whole. */
  async function read(wanted: {
    readonly id: string;
    readonly sha256: string;
    readonly offset: number;
  }): Promise<Result<FilePiece, Problem>> {
    const { id, sha256, offset } = wanted;
    const material = store.sharedRows.materials().find((m) => m.id === id);
    const row = kept.all().find((r) => r.id === id && r.sha256 === sha256);
    const file = material?.sha256 === sha256 ? material : row;
    if (material === undefined || file === undefined) return err(problem('materials.unknown'));
    const { size } = file;
    if (offset === 0 || !(await isHere(file))) {
      if (offset === 0 && (await isHere(file)) && !(await shelf.intact(sha256))) {
        // Damaged by the disk: it has to come once more, and is not said to be here meanwhile.
        await shelf.remove(sha256);
        deps.changed();
      }
      // An earlier version that is gone does not come back.
      if (file !== material && !(await isHere(file))) return err(problem('materials.unknown'));
      const fetched = await fetching.fetch({ sha256, size, name: material.title }, ending.signal);
      if (!fetched.ok) return err(named(fetched.error));
      await settle();
    }
    reading.add(sha256);
    const piece = await readPiece(shelf, { sha256, name: material.title, size }, offset);
    if (!piece.ok || offset + Buffer.byteLength(piece.value.base64, 'base64') >= size) reading.delete(sha256);
    return piece;
  }

  return {
    view,
    read,
    /** After each round of the sync that went well: what is listed is then what M/platform has. */
    wake: coming.wake,
    again: coming.again,
    async start(): Promise<void> {
      await shelf.clear(clock.now()).catch(() => undefined);
      if (!ending.signal.aborted) coming.start();
    },
    settled: coming.settled,
    async stop(): Promise<void> {
      ending.abort();
      await coming.stop();
    },
  };
}
export type Materials = ReturnType<typeof createMaterials>;

/** M/platform's own sentence speaks of tickets; a material is nobody's. */
const named = (why: Problem): Problem =>
  serverCode(why) === 'files.unknown' ? problem('materials.not-there', {}, { code: 'files.unknown' }) : why;
