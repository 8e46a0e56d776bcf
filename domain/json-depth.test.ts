import { describe, expect, it } from 'vitest';
import { DEEPEST_JSON, isTooDeep } from './json-depth.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('A JSON text', () => {
  it('may be nested so deep, and no deeper', () => {
    expect(isTooDeep(nested(DEEPEST_JSON))).toBe(false);
    expect(isTooDeep(nested(DEEPEST_JSON + 1))).toBe(true);
    expect(isTooDeep(`${'{"a":'.repeat(DEEPEST_JSON + 1)}1${'}'.repeat(DEEPEST_JSON + 1)}`)).toBe(true);
  });

  it('may hold as many brackets as it likes beside one another, and in its texts', () => {
    expect(isTooDeep(`[${Array.from({ length: 1000 }, () => '{"a":[]}').join(',')}]`)).toBe(false);
    expect(isTooDeep(JSON.stringify({ a: `"\\${nested(1000)}`, b: '\\' }))).toBe(false);
  });

  it('does not hide its depth behind a text that ends in a backslash', () => {
    expect(isTooDeep(`["\\\\",${nested(DEEPEST_JSON)}]`)).toBe(true);
  });
});
