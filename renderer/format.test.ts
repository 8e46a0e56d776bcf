import { describe, expect, it } from 'vitest';
import { formatDate, formatInstant, formatMs, formatSeconds, telHref } from './format.ts';

describe('what people read', () => {
  it('writes dates as a Pole does, and so that an English reader cannot swap day and month', () => {
    expect(formatDate('2026-11-03', 'pl')).toBe('03.11.2026');
    expect(formatDate('2026-11-03', 'en')).toBe('3 Nov 2026');
  });

  it('shows moments on a Polish clock, in summer and winter and across midnight', () => {
    expect(formatInstant('2026-11-23T10:05:00Z', 'pl')).toBe('23.11.2026, 11:05');
    expect(formatInstant('2026-07-01T22:30:00Z', 'pl')).toBe('02.07.2026, 00:30');
  });

  it('measures short times in milliseconds and long ones in seconds', () => {
    expect(formatMs(340.4, 'pl')).toBe('340\u00a0ms');
    expect(formatMs(1250, 'pl')).toBe('1,3\u00a0s');
    // A clock that runs never shows more than has passed, and keeps its width.
    expect([0, 999, 3000].map((ms) => formatSeconds(ms, 'pl'))).toEqual(['0,0\u00a0s', '0,9\u00a0s', '3,0\u00a0s']);
  });

  it('makes a phone number that a phone can dial', () => {
    expect(telHref('+48 22 123-84-09')).toBe('tel:+48221238409');
    expect(telHref('48 601 000 111')).toBe('tel:+48601000111');
    expect(telHref('48 610 00 11')).toBe('tel:486100011');
  });
});
