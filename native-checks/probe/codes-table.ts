import { readFileSync, writeFileSync } from 'node:fs';
import type { ProbeActor } from '../../domain/probe.ts';
import { probeStageIds } from '../../domain/probe.ts';
import { FINDINGS, RUN_FINDINGS } from '../../domain/probe-findings.ts';
import { sentences, type TextKey } from '../../domain/text.ts';

const ACTORS: Readonly<Record<ProbeActor, string>> = {
  technician: 'technician',
  shopNetwork: "shop's network",
  mplatform: 'M/platform',
  insoft: 'Insoft',
};

/** Every code that a probe can end a stage with, as the table of `docs/probe.md`. */
export function codesTable(): string {
  const row = (stage: string, code: string, status: string, actor: ProbeActor | null): string =>
    `| ${stage} | \`${code}\` | ${status} | ${sentences.pl[code as TextKey]} | ${actor === null ? '–' : ACTORS[actor]} |`;
  return [
    '| stage | code | status | Polish sentence | who acts |',
    '| --- | --- | --- | --- | --- |',
    ...probeStageIds.flatMap((id) =>
      Object.entries(FINDINGS[id]).map(([code, { status, actor }]) => row(id, code, status, actor)),
    ),
    ...Object.entries(RUN_FINDINGS).map(([code, { status, actor }]) => row('any', code, status, actor)),
  ].join('\n');
}

export const DOCUMENT = new URL('../../docs/probe.md', import.meta.url);
const TABLE = /(?<=<!-- codes -->\n)[\s\S]*?(?=\n<!-- \/codes -->)/;

export const tableIn = (document: string): string | undefined => TABLE.exec(document)?.[0];

// `node native-checks/probe/codes-table.ts` writes the table anew after a code was added.
if (import.meta.main)
  writeFileSync(
    DOCUMENT,
    readFileSync(DOCUMENT, 'utf8').replace(TABLE, () => codesTable()),
  );
