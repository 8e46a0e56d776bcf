import { type CalendarDate, warsawDate } from '../../../domain/calendar.ts';

/** As it stands on Polish paper: `23.11.2026`. */
export const polishDate = (date: CalendarDate): string => date.split('-').reverse().join('.');

const clock = new Intl.DateTimeFormat('pl-PL', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Warsaw' });

/** `23.11.2026, 14:05` on a Polish clock, from an RFC 3339 instant. */
export function polishInstant(at: string): string {
  const instant = Date.parse(at);
  return `${polishDate(warsawDate(instant))}, ${clock.format(instant)}`;
}

/**
 * Text as it may go on paper: no signs that steer a terminal or turn the reading direction, no halves of a sign, spaces of
 * the font. Line breaks stay.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\u2000-\u200a\u202f]/g, '\u00a0')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ');

/** The first and the last of a digest, in fours: enough to tell two prints apart by eye. `3fa9 12bc 77d0 e514`. */
export const shortDigest = (sha256: string): string => sha256.slice(0, 16).replace(/(.{4})(?=.)/g, '$1 ');

/** At most so many signs; the last says that there were more. */
export function clipped(text: string, most: number): string {
  const signs = [...text];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
