/** A file on this computer that could be read back from M/platform. Instants in milliseconds since the epoch. */
export interface Removable {
  readonly sha256: string;
  readonly size: number;
  /** Attached or opened last. */
  readonly usedAt: number;
  /** When the last of its tickets had ended; null while one of them goes on. */
  readonly endedAt: number | null;
}

export interface Room {
  readonly now: number;
  /** Bytes of all files here, those included that must stay. */
  readonly taken: number;
  /** Bytes that they may take up. */
  readonly limit: number;
}

/** A retailer's questions come in the weeks after the work is done; later ones are rare enough for a short wait. */
export const KEEP_ENDED_MS = 30 * 86_400_000;
/** What was in somebody's hands a moment ago stays, however little room there is: it is perhaps being looked at. */
export const IN_HAND_MS = 10 * 60_000;
/** By a clock that may have been put back meanwhile. */
export const isInHand = (now: number, usedAt: number): boolean => Math.abs(now - usedAt) < IN_HAND_MS;

/**
 * Which files go, in which order: those whose tickets ended 30 days ago and that nobody opened since; then, where they
 * take up too much, those of ended tickets before those of tickets that go on, the longest unused first.
 */
export function whichToLetGo(files: readonly Removable[], { now, taken, limit }: Room): readonly Removable[] {
  const free = files.filter(({ usedAt }) => !isInHand(now, usedAt));
  const isOld = ({ endedAt, usedAt }: Removable): boolean => endedAt !== null && now - Math.max(endedAt, usedAt) >= KEEP_ENDED_MS;
  const old = free.filter(isOld);
  const rest = free
    .filter((file) => !isOld(file))
    .sort((a, b) => Number(a.endedAt === null) - Number(b.endedAt === null) || a.usedAt - b.usedAt);
  let left = old.reduce((sum, { size }) => sum - size, taken);
  const more = rest.filter(({ size }) => {
    if (left <= limit) return false;
    left -= size;
    return true;
  });
  return [...old, ...more];
}
