/** Everything that chance decides in a run comes from here, so that the same seed makes the same run. */
export interface Random {
  /** 0 ≤ n < 1 */
  next(): number;
  /** 0 ≤ n < below, whole. */
  below(below: number): number;
  chance(of: number): boolean;
  between(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of several, by its weight. */
  weighted<T>(from: readonly (readonly [number, T])[]): T;
  bytes(count: number): Buffer;
  /** A stream of its own: what one part of the world draws does not move the others. */
  fork(name: string): Random;
}

/** sfc32. */
export function randomFrom(seed: number, stream = 0): Random {
  let [a, b, c, d] = [seed | 0, (seed / 2 ** 32) | 0, stream | 0, 1];
  const word = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i += 1) word();
  const next = (): number => word() / 2 ** 32;
  const below = (limit: number): number => word() % limit;
  const pick = <T>(from: readonly T[]): T => {
    if (from.length === 0) throw new Error('Nothing to pick from');
    return from[below(from.length)] as T;
  };
  return {
    next,
    below,
    chance: (of) => next() < of,
    between: (from, to) => Math.floor(from + next() * (to - from)),
    pick,
    weighted(from) {
      let left = next() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(from)[1];
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => word() & 0xff)),
    fork: (name) =>
      randomFrom(
        word() * 2 ** 20 + word(),
        [...name].reduce((sum, x) => (sum * 31 + x.charCodeAt(0)) | 0, 7),
      ),
  };
}
