/** Numbers that are the same for the same seed, on every machine. */
export interface Random {
  /** 0 ≤ n < below */
  below(below: number): number;
  chance(of: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** sfc32, fed with the seed and the number of the case, so that any case can be made again alone. */
export function randomFor(seed: number, index: number): Random {
  let [a, b, c, d] = [seed | 0, (index / 2 ** 32) | 0, index | 0, 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  const below = (limit: number): number => next() % limit;
  return {
    below,
    chance: (of) => below(1000) < of * 1000,
    pick(from) {
      const one = from[below(from.length)];
      if (one === undefined) throw new Error('Nothing to pick from');
      return one;
    },
  };
}
