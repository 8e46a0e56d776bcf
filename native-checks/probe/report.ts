import type { ReceiptClaims } from '../../domain/closing.ts';
import {
  type ProbeActor,
  type ProbeStage,
  type ProbeStageId,
  type ProbeStatus,
  probeAdvice,
  probeStageIds,
} from '../../domain/probe.ts';
import { explain, type Problem } from '../../domain/problem.ts';
import { type Language, sentence, type TextKey } from '../../domain/text.ts';
import { redactParams, redactRecord, redactText } from './report-redact.ts';

/** A stage as it is told to people and scripts: by command line and report alike. */
export interface StageReport {
  readonly id: ProbeStageId;
  readonly status: ProbeStatus;
  readonly code: string;
  readonly ms: number;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The finding as a sentence. */
  readonly message: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
  readonly actor: ProbeActor | null;
}

interface Ending {
  readonly status: ProbeStatus;
  readonly code: TextKey;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a report is made of. Everything in it may hold what must not leave the machine; nothing that comes out does. */
export interface ReportInput {
  readonly run: {
    readonly id: string;
    /** RFC 3339 */
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly verdict: 'passed' | 'failed' | 'cancelled';
    readonly cause: ProbeStage | null;
    readonly stages: readonly ProbeStage[];
    readonly receipt: ReceiptClaims | null;
    readonly problem: Problem | null;
    readonly sinceGood: {
      readonly finishedAt: string;
      readonly changed: readonly {
        readonly id: ProbeStageId;
        readonly before: Ending | null;
        readonly after: Ending;
        readonly facts: readonly { readonly name: string; readonly before: string; readonly after: string }[];
      }[];
    } | null;
    readonly handover: { readonly machineId: string; readonly code: string } | null;
  };
  /** False where only some of the stages were asked for. */
  readonly complete: boolean;
  readonly subject: {
    readonly punktId: string;
    readonly name: string | null;
    readonly city: string | null;
    readonly subTicketId: string | null;
    readonly serverAddress: string | null;
  };
  readonly program: { readonly version: string; readonly system: string };
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  readonly language: Language;
}

/** The report as JSON. Instants are RFC 3339, durations whole milliseconds. Additions keep the format's number. */
export interface ProbeReport {
  readonly format: 1;
  readonly kind: 'm-technik.probe';
  readonly language: Language;
  readonly madeAt: string;
  readonly program: { readonly name: 'M/Technik'; readonly version: string; readonly system: string };
  readonly subject: ReportInput['subject'];
  readonly run: { readonly id: string; readonly startedAt: string; readonly finishedAt: string; readonly ms: number };
  readonly verdict: 'passed' | 'failed' | 'cancelled';
  readonly complete: boolean;
  readonly cause: StageReport | null;
  /** Why a probe whose stages are all well brought no receipt. */
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly stages: readonly StageReport[];
  /** What the receipt states, never the receipt itself. */
  readonly receipt: Pick<ReceiptClaims, 'storeId' | 'configDigest' | 'origin' | 'passedAt' | 'expiresAt'> | null;
  readonly sinceGood: {
    readonly finishedAt: string;
    readonly changed: readonly {
      readonly id: ProbeStageId;
      readonly before: { readonly status: ProbeStatus; readonly code: string; readonly message: string } | null;
      readonly after: { readonly status: ProbeStatus; readonly code: string; readonly message: string };
      readonly facts: readonly { readonly name: string; readonly before: string; readonly after: string }[];
    }[];
  } | null;
  /** Where the till signed the result itself: the code that it showed. */
  readonly handover: { readonly code: string } | null;
}

export function stageReport(stage: ProbeStage, language: Language = 'pl'): StageReport {
  const { id, status, code, ms, actor } = stage;
  const params = redactParams(stage.params);
  const advice = probeAdvice(stage);
  return {
    id,
    status,
    code,
    ms,
    evidence: redactRecord(stage.evidence),
    message: notRun(stage, language) ?? sentence(code, params, language),
    advice: advice === undefined ? null : sentence(advice, params, language),
    actor,
  };
}

function notRun({ code, evidence }: ProbeStage, language: Language): string | undefined {
  const because = code === 'probe.not-run' ? probeStageIds.find((id) => id === evidence.because) : undefined;
  if (because === undefined) return undefined;
  return sentence('report.not-run', { stage: sentence(`report.stage.${because}`, {}, language) }, language);
}

/** What one run found out, for whoever helps. Nothing secret is in it. */
export function probeReport({ run, complete, subject, program, madeAt, language }: ReportInput): ProbeReport {
  const shown = (stage: ProbeStage): StageReport => stageReport(stage, language);
  const told = ({ status, code, params }: Ending) => ({
    status,
    code,
    message: sentence(code, redactParams(params), language),
  });
  const { receipt, problem, sinceGood } = run;
  return {
    format: 1,
    kind: 'm-technik.probe',
    language,
    madeAt: new Date(madeAt).toISOString(),
    program: { name: 'M/Technik', ...program },
    subject: {
      ...subject,
      serverAddress: subject.serverAddress === null ? null : redactText(subject.serverAddress),
    },
    run: {
      id: run.id,
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      ms: Math.max(0, Date.parse(run.finishedAt) - Date.parse(run.startedAt)),
    },
    verdict: run.verdict,
    complete,
    cause: run.cause === null ? null : shown(run.cause),
    problem:
      problem === null
        ? null
        : { code: problem.code, message: explain({ code: problem.code, params: redactParams(problem.params) }, language) },
    stages: run.stages.map(shown),
    receipt:
      receipt === null
        ? null
        : {
            storeId: receipt.storeId,
            configDigest: receipt.configDigest,
            origin: receipt.origin,
            passedAt: receipt.passedAt,
            expiresAt: receipt.expiresAt,
          },
    sinceGood:
      sinceGood === null
        ? null
        : {
            finishedAt: sinceGood.finishedAt,
            changed: sinceGood.changed.map(({ id, before, after, facts }) => ({
              id,
              before: before === null ? null : told(before),
              after: told(after),
              facts: facts.map((fact) => ({
                name: fact.name,
                before: redactText(fact.before),
                after: redactText(fact.after),
              })),
            })),
          },
    handover: run.handover === null ? null : { code: run.handover.code },
  };
}
