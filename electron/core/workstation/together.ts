/**
 * Steps that need not wait for one another. It waits for all, also when one fails: whoever then clears up must not
 * meet another that is still at work. Throws what the first of them in order threw.
 */
export async function together<T extends readonly Promise<unknown>[]>(
  steps: readonly [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const ended = await Promise.allSettled(steps);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return ended.map((one) => (one as PromiseFulfilledResult<unknown>).value) as { [K in keyof T]: Awaited<T[K]> };
}

/** `all` resolves when `one` was called that many times. */
export function countdown(from: number): { readonly one: () => void; readonly all: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = from;
  return {
    one() {
      left--;
      if (left === 0) resolve();
    },
    all: promise,
  };
}
