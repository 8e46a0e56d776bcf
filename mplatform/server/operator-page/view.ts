import { formatGrosze, type Grosze } from '../../../domain/money.ts';
import type { Language } from '../../../domain/text.ts';
import type { Translate } from './text.ts';

/** All that a page needs to know to be written for one visitor. */
export interface View {
  readonly language: Language;
  readonly t: Translate;
  /** Undefined before the login. */
  readonly operator: string | undefined;
  /** What a form carries; see `sessions.ts`. */
  readonly formToken: string;
  /** Of the page, with its query, for the way back and the other language. */
  readonly url: string;
  readonly now: number;
}

const LOCALES: Readonly<Record<Language, string>> = { pl: 'pl-PL', en: 'en-GB' };
const WARSAW = 'Europe/Warsaw';

/** `23.11.2026`, or `23 Nov 2026`. */
export function day({ language }: View, date: string): string {
  const style: Intl.DateTimeFormatOptions =
    language === 'pl' ? { day: '2-digit', month: '2-digit', year: 'numeric' } : { dateStyle: 'medium' };
  return new Intl.DateTimeFormat(LOCALES[language], { ...style, timeZone: 'UTC' }).format(Date.parse(`${date}T00:00:00Z`));
}

/** On a Polish clock, to the minute. */
export function moment(view: View, at: string | number): string {
  const date = new Date(at);
  const time = new Intl.DateTimeFormat(LOCALES[view.language], { hour: '2-digit', minute: '2-digit', timeZone: WARSAW }).format(
    date,
  );
  return `${day(view, new Intl.DateTimeFormat('sv-SE', { timeZone: WARSAW }).format(date))}, ${time}`;
}

export const money = ({ language }: View, amount: Grosze): string =>
  language === 'pl' ? formatGrosze(amount) : formatGrosze(amount).replace(/zł$/, 'PLN').replace(',', '.');

export function bytes({ language }: View, size: number): string {
  const inUnit = (value: number, unit: string) =>
    `${new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)}\u00a0${unit}`;
  return size < 1024 * 1024 ? inUnit(size / 1024, 'kB') : inUnit(size / 1024 / 1024, 'MB');
}
