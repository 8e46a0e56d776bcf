import { type ProbeStageId, probeStageIds, STAGE_NEEDS } from '../../domain/probe.ts';

/**
 * Whose outcome a stage waits for without needing it to be good: it says more when it knows. Together with
 * `STAGE_NEEDS` this has no circle (a test says so), so no two stages can wait for each other.
 */
export const STAGE_HEEDS: Readonly<Partial<Record<ProbeStageId, readonly ProbeStageId[]>>> = {
  // Where a proxy looks names up, this machine need not know them.
  names: ['proxy'],
  // What a network shows of its own matters only where the way to the server is not clear.
  portal: ['proxy', 'tls', 'http'],
  clock: ['portal', 'http'],
};

/** The stages, and all that they need or heed, in reading order. */
export function withNeeds(ids: readonly ProbeStageId[]): readonly ProbeStageId[] {
  const wanted = new Set<ProbeStageId>();
  const add = (id: ProbeStageId): void => {
    if (wanted.has(id)) return;
    wanted.add(id);
    for (const other of [...STAGE_NEEDS[id], ...(STAGE_HEEDS[id] ?? [])]) add(other);
  };
  for (const id of ids) add(id);
  return probeStageIds.filter((id) => wanted.has(id));
}
