import type { Clock } from '../../../domain/clock.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';

export interface TillVersionDeps {
  readonly clock: Clock;
  /** Asks the till; takes up to a few seconds. */
  readonly facts: () => Promise<Result<{ readonly version: { readonly version: string } | null }, Problem>>;
  /** It is another one than was said before. */
  readonly changed: () => void;
}

const FRESH_MS = 5 * 60_000;

/** The version of PC-POS on this computer as far as it is known; asking never waits for the till. */
export function createTillVersion({ clock, facts, changed }: TillVersionDeps): () => string | null {
  let known: string | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  async function ask(): Promise<void> {
    const answer = await facts();
    const version = answer.ok ? (answer.value.version?.version ?? null) : null;
    if (version === known) return;
    known = version;
    changed();
  }
  return () => {
    if (Math.abs(clock.now() - askedAt) >= FRESH_MS) {
      askedAt = clock.now();
      // What the till does not tell is not known; nothing depends on it.
      void ask().catch(() => undefined);
    }
    return known;
  };
}
