import { checkFile, type Verdict } from './check.ts';
import { type FuzzFile, makeFile } from './files.ts';
import { randomFor } from './random.ts';

export interface FuzzTally {
  cases: number;
  bytes: number;
  seconds: number;
  readonly kinds: Record<FuzzFile['kind'], number>;
  readonly verdicts: Record<Verdict, number>;
}

export class FuzzFailure extends Error {
  constructor(seed: number, index: number, { kind, page, bytes }: FuzzFile, cause: unknown) {
    const shown = bytes.length <= 2_000 ? bytes.toString('base64') : `${bytes.length} bytes`;
    super(
      `--seed ${seed} --case ${index} (${kind}, ${page}): ${cause instanceof Error ? cause.message : String(cause)}\n${shown}`,
      { cause },
    );
  }
}

/** Makes and checks files from `first` on until `more` says no. Throws `FuzzFailure` at the first broken promise. */
export function fuzz(seed: number, first: number, more: (tally: FuzzTally) => boolean): FuzzTally {
  const tally: FuzzTally = {
    cases: 0,
    bytes: 0,
    seconds: 0,
    kinds: { grammar: 0, damaged: 0, noise: 0, large: 0 },
    verdicts: { planned: 0, unchanged: 0, refused: 0 },
  };
  const started = performance.now();
  for (let index = first; more(tally); index++) {
    const random = randomFor(seed, index);
    const file = makeFile(random);
    try {
      tally.verdicts[checkFile(file, random)]++;
    } catch (cause) {
      throw new FuzzFailure(seed, index, file, cause);
    }
    tally.kinds[file.kind]++;
    tally.cases++;
    tally.bytes += file.bytes.length;
    tally.seconds = (performance.now() - started) / 1000;
  }
  return tally;
}
