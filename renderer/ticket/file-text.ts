import type { DocumentKind } from '../../domain/model/index.ts';
import type { Language } from '../../domain/text.ts';
import type { UiKey } from '../i18n.ts';

export const documentNames: Readonly<Record<DocumentKind, UiKey>> = {
  quote: 'document.quote',
  agreement: 'document.agreement',
  powerOfAttorney: 'document.powerOfAttorney',
  invoice: 'document.invoice',
  protocol: 'document.protocol',
  other: 'document.other',
};

/** `wycena, umowa`, as it stands in a sentence. */
export const documentList = (kinds: readonly DocumentKind[], t: (key: UiKey) => string): string =>
  kinds.map((kind) => t(documentNames[kind]).toLocaleLowerCase()).join(', ');

/** The three that Backoffice needs, in the manual's order: the scan of the quote comes first. */
export const neededKinds = ['quote', 'agreement', 'powerOfAttorney'] as const satisfies readonly DocumentKind[];
export const allKinds: readonly DocumentKind[] = [...neededKinds, 'invoice', 'protocol', 'other'];

const locales: Readonly<Record<Language, string>> = { pl: 'pl-PL', en: 'en-GB' };

/** `812 KB`, `3,4 MB`. */
export function formatSize(bytes: number, language: Language): string {
  const mega = bytes >= 1024 * 1024;
  const value = new Intl.NumberFormat(locales[language], { maximumFractionDigits: mega ? 1 : 0 });
  return `${value.format(mega ? bytes / (1024 * 1024) : Math.ceil(bytes / 1024))}\u00a0${mega ? 'MB' : 'KB'}`;
}

const NAME_MAX = 200;

/** A name as long as M/platform keeps it: what is too much goes from its middle, so that a copy of the file still opens. */
export function shortName(name: string): string {
  if (name.length <= NAME_MAX) return name;
  const end = /\.[^.\s]{1,10}$/.exec(name)?.[0] ?? '';
  // A letter of two halves is not cut in two.
  return `${name.slice(0, NAME_MAX - end.length - 1).replace(/[\ud800-\udbff]$/, '')}…${end}`;
}

/** What a file's name says it is. */
export function kindByName(name: string): DocumentKind | undefined {
  if (/wycen|quote/i.test(name)) return 'quote';
  if (/umow|agreement/i.test(name)) return 'agreement';
  if (/pe[łl]nomoc/i.test(name)) return 'powerOfAttorney';
  if (/faktur|invoice/i.test(name)) return 'invoice';
  return /protok/i.test(name) ? 'protocol' : undefined;
}

/** What a scan most likely is: by its name, else the next one that is still missing. */
export const likelyKind = (name: string, missing: readonly DocumentKind[]): DocumentKind =>
  kindByName(name) ?? missing[0] ?? 'other';
