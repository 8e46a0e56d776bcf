const MARK = Symbol('html');

/** Markup that is safe to send. Only `html` makes it: nothing that came as data can pass for it. */
export interface Html {
  readonly [MARK]: string;
}
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');

function written(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  if (MARK in piece) return piece[MARK];
  return piece.map(written).join('');
}

/**
 * Markup with pieces put in: text is escaped, also for an attribute in double quotes, which therefore every attribute is in.
 * Nothing from outside may become the name of an element or attribute, or the beginning of an address.
 */
export const html = (parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html => ({
  [MARK]: parts.map((part, i) => `${part}${written(pieces[i])}`).join(''),
});

export const markup = (page: Html): string => page[MARK];

/** An address of this page's own, its parts and query encoded. Empty values of the query are left out. */
export function address(parts: readonly string[], query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const path = ['/operator', ...parts.map(encodeURIComponent)].join('/');
  const asked = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`;
}
