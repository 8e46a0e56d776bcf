import type { Readable } from 'node:stream';

/** More than any page of the contract holds, and little enough for a till's memory. Characters. */
const LONGEST_BODY = 64 * 1024 * 1024;
const LONGEST_LINE = 8 * 1024 * 1024;
/** A body that keeps dripping is given up after so many silences' time. */
const PATIENCE = 15;

/** What came is no answer of the contract's, however long one reads on. */
export class TooLong extends Error {}

/**
 * A body as text, as it comes. The HTTP client's own time limit ends with the headers, so silence is watched here.
 * Whoever stops reading lets go of the line; what it says after that reaches nobody.
 * @throws ETIMEDOUT after `silenceMs` without a byte; `TooLong`; whatever broke the line
 */
export async function* textOf(body: Readable, silenceMs: number): AsyncGenerator<string, void> {
  // A line that breaks after we have turned away would else be an uncaught exception.
  body.on('error', () => {});
  const giveUp = (): void => void body.destroy(Object.assign(new Error('Silence in the body'), { code: 'ETIMEDOUT' }));
  let silence = setTimeout(giveUp, silenceMs);
  const whole = setTimeout(giveUp, PATIENCE * silenceMs);
  let length = 0;
  try {
    body.setEncoding('utf8');
    for await (const chunk of body as AsyncIterable<string>) {
      clearTimeout(silence);
      length += chunk.length;
      if (length > LONGEST_BODY) throw new TooLong();
      yield chunk;
      silence = setTimeout(giveUp, silenceMs);
    }
  } finally {
    clearTimeout(silence);
    clearTimeout(whole);
    body.destroy();
  }
}

/**
 * The lines of a body, as many at a time as came together: waiting for each by itself would cost as much as reading it.
 * The last one counts also without its end. @throws as `textOf`
 */
export async function* linesOf(body: Readable, silenceMs: number): AsyncGenerator<readonly string[], void> {
  let rest = '';
  for await (const chunk of textOf(body, silenceMs)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new TooLong();
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}
