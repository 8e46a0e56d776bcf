import type { CalendarDate } from '../domain/calendar.ts';
import type { Language } from '../domain/text.ts';

const locales: Readonly<Record<Language, string>> = { pl: 'pl-PL', en: 'en-GB' };
const WARSAW = 'Europe/Warsaw';
// Made once: making one takes longer than all else in a line of the list.
const days: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  pl: new Intl.DateTimeFormat(locales.pl, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat(locales.en, { dateStyle: 'medium', timeZone: 'UTC' }),
};

/** `23.11.2026` in Polish, `23 Nov 2026` in English. */
export function formatDate(date: CalendarDate, language: Language): string {
  return days[language].format(Date.parse(`${date}T00:00:00Z`));
}

/** The moment of an RFC 3339 instant on a Polish clock, to the minute unless the seconds tell two apart. */
export function formatInstant(at: string, language: Language, seconds = false): string {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: WARSAW }).format(Date.parse(at));
  return `${formatDate(day, language)}, ${formatTime(at, language, seconds)}`;
}

export function formatTime(at: string, language: Language, seconds = false): string {
  return new Intl.DateTimeFormat(locales[language], {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    timeZone: WARSAW,
  }).format(Date.parse(at));
}

/** `340 ms`, `1,2 s`. */
export function formatMs(ms: number, language: Language): string {
  if (ms < 1000) return `${Math.round(ms)}\u00a0ms`;
  const seconds = new Intl.NumberFormat(locales[language], { maximumFractionDigits: 1 }).format(ms / 1000);
  return `${seconds}\u00a0s`;
}

/** `3,0 s`: always to a tenth, so that a running clock does not jump. */
export function formatSeconds(ms: number, language: Language): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${new Intl.NumberFormat(locales[language], digits).format(Math.floor(ms / 100) / 10)}\u00a0s`;
}

export const telHref = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '').replace(/^48(?=\d{9}$)/, '+48')}`;
