import { readFileSync, writeFileSync } from 'node:fs';
import { sentences } from '../../domain/text.ts';

/** The codes that refuse a proof: of verdicts and probes, and those of the gate that speak of a receipt or a call. */
export const codesOf = (texts: Readonly<Record<string, string>>): readonly string[] =>
  Object.keys(texts).filter((key) => /^probes\.|^closing\.(no-receipt|receipt-|no-till-contact)/.test(key));

/** As the table of `docs/closing.md`. */
export const verdictTable = (): string =>
  [
    '| code | Polish sentence |',
    '| --- | --- |',
    ...codesOf(sentences.pl).map((code) => `| \`${code}\` | ${sentences.pl[code]} |`),
  ].join('\n');

const TABLE = /(?<=<!-- codes -->\n)[\s\S]*?(?=\n?<!-- \/codes -->)/;
export const codesIn = (document: string): string | undefined => TABLE.exec(document)?.[0].trim();

// `node tests/attacks/codes-table.ts` writes the table anew after a code was added.
if (import.meta.main) {
  const file = 'docs/closing.md';
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(TABLE, () => `${verdictTable()}\n`),
  );
}
