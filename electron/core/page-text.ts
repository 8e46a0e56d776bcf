import type { Language } from '../../domain/text.ts';

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand in a page that the program makes for people. */
export const safe = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);

const locales: Readonly<Record<Language, string>> = { pl: 'pl-PL', en: 'en-GB' };

/** `23 listopada 2026 14:05` on a Polish clock, from an RFC 3339 instant. */
export const moment = (instant: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Warsaw' }).format(
    Date.parse(instant),
  );
