import type { ProbeActor, ProbeStage } from '../../domain/probe.ts';
import { sentence, type TextKey } from '../../domain/text.ts';
import { harmless } from '../../native-checks/probe/harmless.ts';
import { shownMoments } from '../../native-checks/probe/moment.ts';
import { type StageReport, stageReport } from '../../native-checks/probe/report.ts';

/** What `technik probe` says to a person. */

const SIGNS = { passed: 'ok', warned: '!', failed: 'NIE', notRun: '-', notTestable: 'o' } as const;

/** One line for a stage that has just ended. */
export function stageLine(stage: ProbeStage): string {
  const { id, status, ms, message } = stageReport(stage);
  const time = status === 'notRun' ? '' : `${ms} ms`;
  return `${SIGNS[status].padEnd(4)}${sentence(`report.stage.${id}`).padEnd(28)}${time.padStart(8)}  ${harmless(message)}`;
}

const ACTORS = {
  technician: 'report.actor.technician',
  shopNetwork: 'report.actor.shopNetwork',
  mplatform: 'report.actor.mplatform',
  insoft: 'report.actor.insoft',
} as const satisfies Record<ProbeActor, TextKey>;

export interface Ending {
  readonly verdict: 'passed' | 'failed' | 'cancelled';
  readonly complete: boolean;
  /** Whether anything that was asked for could be tested at all. */
  readonly tested: boolean;
  readonly cause: StageReport | null;
  readonly problem: { readonly message: string } | null;
  readonly receipt?: { readonly expiresAt: string } | undefined;
  readonly handover?: { readonly file: string; readonly code: string } | undefined;
  readonly report?: string | undefined;
}

/** The verdict, the first cause and what to do about it. */
export function endingText({ verdict, complete, tested, cause, problem, receipt, handover, report }: Ending): string {
  const partly = verdict === 'passed' && !complete && handover === undefined;
  const said = tested ? (partly ? 'partly' : verdict) : 'untested';
  const lines = ['', sentence(`report.verdict.${said}`)];
  if (verdict === 'failed' && cause !== null) {
    lines.push(`  ${cause.message}`);
    if (cause.advice !== null) lines.push(`  ${cause.advice}`);
    if (cause.actor !== null) lines.push(`  ${sentence('report.acts')} ${sentence(ACTORS[cause.actor])}.`);
  } else if (verdict === 'failed' && problem !== null) lines.push(`  ${problem.message}`);
  if (receipt !== undefined)
    lines.push(`  ${sentence('report.receipt-until')}: ${shownMoments(Date.parse(receipt.expiresAt))[0]}`);
  if (handover !== undefined)
    lines.push('', sentence('probing.handed-over', { file: handover.file }), '', `    ${handover.code}`, '');
  if (report !== undefined) lines.push(sentence('probing.report-written', { file: report }));
  return lines.map(harmless).join('\n');
}
