/** A calendar date `YYYY-MM-DD`; deadlines are counted in these, never in hours. */
export type CalendarDate = string;

const warsaw = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Warsaw',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

const DAY_MS = 86_400_000;

/** The calendar day in Poland at an instant (milliseconds since the epoch). The manual's deadlines are Polish days. */
export const warsawDate = (instant: number): CalendarDate => warsaw.format(instant);

/** `date` moved by whole days. Calendar arithmetic is done in UTC, where no day is 23 or 25 hours long. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
