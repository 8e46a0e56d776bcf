import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { flushFolder } from '../../../../sqlite/whole-file.ts';

/** Where databases go that were damaged, or a newer version's. Nothing ever goes from there but at the person's word. */
const PLACES = ['damaged', 'newer'] as const;

/** A database that was put aside whole. */
export interface Aside {
  /** `damaged/2026-03-11T08-00-00-000Z` */
  readonly name: string;
  readonly folder: string;
  readonly bytes: number;
}

/**
 * Oldest first of each kind.
 * @param folder of one mode
 */
export function listAside(folder: string): readonly Aside[] {
  return PLACES.flatMap((place) =>
    entriesOf(join(folder, place))
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({ name: `${place}/${entry.name}`, folder: join(folder, place, entry.name) }))
      .toSorted((a, b) => a.name.localeCompare(b.name))
      .map((one) => ({ ...one, bytes: bytesIn(one.folder) })),
  );
}

/** @param names as the person saw them; what is not in the list, or came since, stays */
export function removeAside(folder: string, names: readonly string[]): void {
  const present = listAside(folder).filter(({ name }) => names.includes(name));
  for (const one of present) rmSync(one.folder, { recursive: true, force: true });
  if (present.length > 0) flushFolder(folder);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  }
}

const bytesIn = (folder: string): number =>
  entriesOf(folder).reduce((sum, entry) => sum + (statSync(join(folder, entry.name), { throwIfNoEntry: false })?.size ?? 0), 0);
