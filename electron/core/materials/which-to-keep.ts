import type { Material } from '../../../domain/model/index.ts';

/** For a till of that version; where either of the two is not known, it may be. */
export const fitsVersion = ({ pcposVersions }: Pick<Material, 'pcposVersions'>, version: string | null): boolean =>
  version === null || pcposVersions.length === 0 || pcposVersions.some((beginning) => version.startsWith(beginning));

/** In the order in which they are shown and fetched: those for this till first, then the newest. */
export const inOrder = (materials: readonly Material[], version: string | null): readonly Material[] =>
  materials.toSorted(
    (a, b) =>
      Number(fitsVersion(b, version)) - Number(fitsVersion(a, version)) ||
      b.updatedOn.localeCompare(a.updatedOn) ||
      a.title.localeCompare(b.title, 'pl') ||
      a.id.localeCompare(b.id),
  );

/**
 * Which come by themselves: from the first on, as long as all of them together take up no more than that. One that is too
 * large is left out, and smaller ones after it are not.
 * @param limit bytes
 */
export function byThemselves(ordered: readonly Material[], limit: number): ReadonlySet<string> {
  let taken = 0;
  const chosen = new Set<string>();
  for (const { sha256, size } of ordered) {
    if (chosen.has(sha256) || taken + size > limit) continue;
    taken += size;
    chosen.add(sha256);
  }
  return chosen;
}
