import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sentences } from '../../domain/text.ts';
import { codesIn, codesOf, verdictTable } from './codes-table.ts';
import { handoverAttacks } from './handovers.ts';
import { probeAttacks } from './probes.ts';
import { operationAttacks, receiptAttacks } from './receipts.ts';

const attacks = [...receiptAttacks, ...operationAttacks, ...probeAttacks, ...handoverAttacks];
const document = readFileSync('docs/closing.md', 'utf8');

/** Shown where they can be reached: in the tests of the gate, of probes, and of what a dealer may see. */
const ELSEWHERE = [
  // The gate asks for it, though a server that judges by the same rules never signs such a receipt.
  'closing.receipt-other-store',
  'probes.sub-ticket-gone',
  // A point of sale is never taken out of M/platform; the server asks all the same.
  'probes.store-unknown',
];

describe('every reason why there is no proof', () => {
  it('is met by an attempt', () => {
    const met = new Set<string>(attacks.map(([, code]) => code));
    expect(codesOf(sentences.en).filter((code) => !met.has(code) && !ELSEWHERE.includes(code))).toEqual([]);
  });

  it('is in the document, with its sentence', () => {
    expect(codesIn(document)).toBe(verdictTable());
  });
});

it('names each attempt once, so that a failure is found', () => {
  const names = attacks.map(([name, code]) => `${name} ${code}`);
  expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
});
