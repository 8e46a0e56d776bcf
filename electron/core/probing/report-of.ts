import { release, type } from 'node:os';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Language } from '../../../domain/text.ts';
import { probeReport, type ReportInput, reportPage } from '../../../native-checks/probe/index.ts';
import type { ProbeRun } from '../api/views.ts';
import type { Store } from '../store/store.ts';
import { appVersion } from '../version.ts';

export type ReportFormat = 'html' | 'json';

export interface ReportFile {
  readonly fileName: string;
  readonly mediaType: string;
  readonly text: string;
}

/** One run that was kept, as a file for whoever helps. */
export function reportOf(
  store: Store,
  runId: string,
  format: ReportFormat,
  { language, now }: { readonly language: Language; readonly now: number },
): Result<ReportFile, Problem> {
  const run = store.probeRuns.get(runId);
  if (run === undefined) return err(problem('probing.run-unknown', { id: runId }));
  const ticketId = store.viewRows.ticketIdOf(run.subTicketId);
  const dossier = ticketId === undefined ? undefined : store.viewRows.dossier(ticketId)?.dossier;
  const subTicket = dossier?.subTickets.find((s) => s.id === run.subTicketId);
  const serverAddress = subTicket?.configuration?.serverAddress ?? store.serverRows.setting()?.serverAddress ?? null;
  const subject = {
    punktId: subTicket?.punktId ?? '',
    name: subTicket?.pointOfSale.name ?? null,
    city: subTicket?.pointOfSale.city ?? null,
    subTicketId: run.subTicketId,
    serverAddress: addressProbed(run) ?? serverAddress,
  };
  return ok(reportFile({ run, complete: true, subject, program: thisProgram(), madeAt: now, language }, format));
}

/** What stood on the till's disk, where the run saw it. */
function addressProbed({ stages }: ProbeRun): string | null {
  const server = stages.find((stage) => stage.id === 'pcposConfigured')?.evidence.server;
  return typeof server === 'string' ? server : null;
}

export const thisProgram = (): ReportInput['program'] => ({ version: appVersion, system: `${type()} ${release()}` });

export function reportFile(input: ReportInput, format: ReportFormat): ReportFile {
  const report = probeReport(input);
  // Local time of the shop, as a person looks for it: `test-735-2026-11-23-1432.html`.
  const [day = '', time = ''] = new Date(input.run.startedAt).toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' }).split(' ');
  const name = `test-${input.subject.punktId || 'pcpos'}-${day}-${time.slice(0, 5).replace(':', '')}`;
  return format === 'html'
    ? { fileName: `${name}.html`, mediaType: 'text/html; charset=utf-8', text: reportPage(report) }
    : { fileName: `${name}.json`, mediaType: 'application/json', text: `${JSON.stringify(report, null, 2)}\n` };
}
