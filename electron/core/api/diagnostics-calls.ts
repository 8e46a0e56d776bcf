import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../domain/clock.ts';
import { problem } from '../../../domain/problem.ts';
import { err, ok } from '../../../domain/result.ts';
import { archive, archiveName } from '../diagnostics/archive.ts';
import { gather, type Part } from '../diagnostics/gather.ts';
import { resourcePath } from '../resources.ts';
import type { Workplace } from '../workplace.ts';
import type { LicencesView } from './diagnostics-contract.ts';
import type { guardedCalls } from './guarded.ts';

type Calls = ReturnType<typeof guardedCalls>;

export interface DiagnosticsDeps {
  readonly dataFolder: string;
  readonly shell: 'electron' | 'hosted' | 'cli';
  readonly clock: Clock;
  readonly workplace: () => Workplace;
}

export function diagnosticsCalls(calls: Calls['diagnostics'], { dataFolder, shell, clock, workplace }: DiagnosticsDeps) {
  let shown: { readonly id: string; readonly at: number; readonly parts: readonly Part[] } | undefined;
  return {
    show: calls.show.handler(() => {
      const { mode, db } = workplace();
      const parts = gather({ dataFolder, mode, shell, clock, openDatabase: () => ({ db, close: () => {} }) });
      shown = { id: randomUUID(), at: clock.now(), parts };
      return ok({ id: shown.id, parts: parts.map(({ name, text }) => ({ name, text, bytes: Buffer.byteLength(text) })) });
    }),
    make: calls.make.handler(async ({ input }) => {
      // Only what the person has seen leaves this computer.
      if (shown?.id !== input.id) return err(problem('diagnostics.shown-anew'));
      const { at, parts } = shown;
      const file = await archive(parts, new Date(at));
      return ok({ fileName: archiveName(at), mediaType: 'application/zip', base64: file.toString('base64') });
    }),
  };
}

export const aboutCalls = (calls: Calls['about']) => ({
  licences: calls.licences.handler(async () =>
    ok(JSON.parse(await readFile(resourcePath('licences.json'), 'utf8')) as LicencesView),
  ),
});
