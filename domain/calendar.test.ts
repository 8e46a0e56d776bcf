import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, warsawDate } from './calendar.ts';

describe('days in Poland', () => {
  it.each([
    ['in winter', '2026-01-15T22:59:59.999Z', '2026-01-15'],
    ['in winter', '2026-01-15T23:00:00Z', '2026-01-16'],
    ['in summer', '2026-07-15T21:59:59.999Z', '2026-07-15'],
    ['in summer', '2026-07-15T22:00:00Z', '2026-07-16'],
    ['before clocks go forward', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['when clocks go forward', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['after clocks went forward', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['after clocks went forward', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['before clocks go back', '2026-10-24T21:59:59Z', '2026-10-24'],
    ['before clocks go back', '2026-10-24T22:00:00Z', '2026-10-25'],
    ['after clocks went back', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['after clocks went back', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['at the turn of the year', '2025-12-31T23:00:00Z', '2026-01-01'],
  ])('begin at midnight in Warsaw %s: %s is %s', (_when, instant, day) => expect(warsawDate(Date.parse(instant))).toBe(day));

  it('are counted whole over both clock changes', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
    expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('moved by a number of days are that number of days apart', () => {
    const day = fc.integer({ min: 0, max: 30_000 }).map((n) => addDays('2000-01-01', n));
    fc.assert(fc.property(day, fc.integer({ min: -500, max: 500 }), (d, n) => daysBetween(d, addDays(d, n)) === n));
  });

  it('follow one another without a gap, hour by hour through a whole year', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    for (let hour = 1; hour < 366 * 24; hour += 1) {
      const gap = daysBetween(warsawDate(start + (hour - 1) * 3_600_000), warsawDate(start + hour * 3_600_000));
      if (gap !== 0) expect(gap).toBe(1);
    }
  });
});
