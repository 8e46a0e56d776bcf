/** What the field API and a till's result hold is nested five or six deep. */
export const DEEPEST_JSON = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING: readonly number[] = [0x5b, 0x7b];
const CLOSING: readonly number[] = [0x5d, 0x7d];

/**
 * Whether a JSON text is nested deeper than that. Asked before it is parsed: a parser takes any depth, but whoever
 * writes or compares the value afterwards runs out of stack.
 */
export function isTooDeep(json: string, deepest = DEEPEST_JSON): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i += 1) {
    const sign = json.charCodeAt(i);
    if (sign === QUOTE) quoted = !quoted;
    else if (quoted && sign === BACKSLASH) i += 1;
    else if (!quoted && OPENING.includes(sign)) depth += 1;
    else if (!quoted && CLOSING.includes(sign)) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}
