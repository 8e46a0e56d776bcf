import { expect, it } from 'vitest';
import { leftFile } from './left-page.ts';

const left = [
  {
    source: 'visit',
    ticketId: '2000',
    at: '2026-03-11T23:30:00Z',
    row: { id: 'v1', day: 'piątek <b>', made_at: '2026-07-01T08:15:30.250Z', map: Buffer.from('x'), nothing: null },
  },
];

it('is named in the language of the window', () => {
  expect((['pl', 'en'] as const).map((language) => leftFile(left, 'html', language).fileName)).toEqual([
    'm-technik-nowsze.html',
    'm-technik-newer.html',
  ]);
  expect(leftFile(left, 'json', 'en').fileName).toBe('m-technik-newer.json');
});

it('tells people the time on a Polish clock, and machines as it was written', () => {
  const page = leftFile(left, 'html', 'pl').text;
  expect(page).toContain('12 marca 2026 00:30');
  expect(page).toContain('1 lipca 2026 10:15');
  expect(page).not.toMatch(/T\d\d:\d\d/);
  expect(leftFile(left, 'html', 'en').text).toContain('12 March 2026 at 00:30');
  expect(JSON.parse(leftFile(left, 'json', 'pl').text)).toMatchObject([
    { at: '2026-03-11T23:30:00Z', row: { made_at: '2026-07-01T08:15:30.250Z' } },
  ]);
  expect(page).toContain('piątek &lt;b&gt;');
});
