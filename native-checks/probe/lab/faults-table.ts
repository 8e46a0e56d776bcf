import { readFileSync, writeFileSync } from 'node:fs';
import { sentences, type TextKey } from '../../../domain/text.ts';
import { DOCUMENT } from '../codes-table.ts';
import type { Fault } from './fault.ts';
import { faults, NOT_IN_THE_LAB } from './faults.ts';
import { networks } from './networks.ts';

/** Every fault of the lab with the code that names it, as the tables of `docs/probe.md`. */
export function faultsTable(): string {
  return [
    ...table(faults),
    '',
    'In network namespaces:',
    '',
    ...table(networks),
    '',
    'Not in the lab:',
    '',
    ...Object.entries(NOT_IN_THE_LAB).map(([code, why]) => `- \`${code}\`: ${why}`),
  ].join('\n');
}

const table = (rows: readonly Pick<Fault, 'name' | 'broken' | 'stage' | 'code'>[]): readonly string[] => [
  '| fault | what is broken | stage | code | Polish sentence |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map(
    ({ name, broken, stage, code }) => `| ${name} | ${broken} | ${stage} | \`${code}\` | ${sentences.pl[code as TextKey]} |`,
  ),
];

const TABLE = /(?<=<!-- faults -->\n)[\s\S]*?(?=\n<!-- \/faults -->)/;

export const faultsTableIn = (document: string): string | undefined => TABLE.exec(document)?.[0];

// `node native-checks/probe/lab/faults-table.ts` writes the table anew after a fault was added.
if (import.meta.main)
  writeFileSync(
    DOCUMENT,
    readFileSync(DOCUMENT, 'utf8').replace(TABLE, () => faultsTable()),
  );
