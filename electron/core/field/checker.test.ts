import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { subTicket, ticket } from '../../../domain/model/index.ts';
import { dossiers } from '../../../tests/bench/sync/tickets.ts';
import { readySubTicket, takenTicket } from '../../../tests/support/dossiers.ts';
import { checkerOf } from './checker.ts';

const rows = [...dossiers(40)];
const kinds = [
  { name: 'ticket', schema: ticket, values: [takenTicket(), ...rows.map((one) => one.ticket)] as readonly unknown[] },
  { name: 'sub-ticket', schema: subTicket, values: [readySubTicket(), ...rows.flatMap((one) => one.subTickets)] },
];

type Path = readonly (string | number)[];
const pathsOf = (value: unknown, at: Path = []): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [at, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...at, key]))]
    : [at];
/** The value with something else at that place; `undefined` takes the key away. */
function spoilt(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  const inner = spoilt(copy[key], rest, other);
  if (inner === undefined && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}
const other = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    0,
    1,
    -1,
    1.5,
    2 ** 60,
    true,
    [],
    {},
    'x'.repeat(201),
    'y'.repeat(4001),
    '../x',
    'new',
  ),
  fc.constantFrom('2026-02-29', '2026-02-28', '2026-13-01T00:00:00Z', '2026-03-10T08:00:00Z', '2026-03-10T08:00:00+01:00'),
  fc.constantFrom('0'.repeat(64), 'g'.repeat(64), '735', '0735', 'Insoft', 'closed', 'quote'),
  fc.jsonValue(),
);

describe.each(kinds)('the check of a $name', ({ schema, values }) => {
  const check = checkerOf(schema);

  it('takes what the schema takes', () => expect(values.filter((value) => !check(value))).toEqual([]));

  it('answers as the schema does, whatever stands where', () => {
    fc.assert(
      fc.property(fc.constantFrom(...values), fc.nat(), other, (value, at, stands) => {
        const paths = pathsOf(value);
        const made = spoilt(value, paths[at % paths.length] ?? [], stands);
        expect(check(made)).toBe(schema.safeParse(made).success);
      }),
      { numRuns: 3000 },
    );
  });
});

it('leaves to the schema the rules that it does not know', () => {
  const even = z.object({ n: z.number().refine((n) => n % 2 === 0), at: z.url(), loose: z.strictObject({}) });
  const check = checkerOf(even);
  expect(check({ n: 2, at: 'https://a.example', loose: {} })).toBe(true);
  expect([
    check({ n: 3, at: 'https://a.example', loose: {} }),
    check({ n: 2, at: 'nowhere', loose: {} }),
    check({ n: 2, at: 'https://a.example', loose: { more: 1 } }),
  ]).toEqual([false, false, false]);
});
