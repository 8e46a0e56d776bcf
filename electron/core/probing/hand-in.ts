import type { ReceiptClaims } from '../../../domain/closing.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { isTextKey } from '../../../domain/text.ts';
import { readHandover, readReceipt } from '../../../mplatform/contract/index.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';

export interface HandInDeps {
  readonly client: FieldClient;
  readonly tokens: Tokens;
  /** PEM, from enrolment. */
  readonly receiptPublicKey: string;
  readonly signal: AbortSignal;
}

export interface Found {
  readonly probeId: string;
  readonly stages: readonly ProbeStage[];
  /** The till's own signed result, where the till is another machine. */
  readonly handover?: string;
}

/** What a receipt must speak of to be believed. */
export type Meant = Pick<ReceiptClaims, 'subTicketId' | 'machineId' | 'configDigest'>;

export interface HandedIn {
  /** The receipt and its words, or why there is none. */
  readonly receipt: Result<{ readonly claims: ReceiptClaims; readonly text: string }, Problem>;
  /** Undefined where the server does not say. */
  readonly tillContactAt?: string | null;
}

/** The way was open a moment ago; who waits for a verdict is not made to wait for longer than the probe itself took. */
const PATIENCE_MS = 6_000;

const LOST: readonly string[] = ['sync.unreachable', 'sync.timeout', 'sync.cut-off'];

/** Tells M/platform what was found and checks what it answers: a receipt is believed only when signed by the key from enrolment. */
export async function handIn(deps: HandInDeps, found: Found, meant: Meant): Promise<HandedIn> {
  const { probeId, stages, handover } = found;
  const result = handover === undefined ? { stages } : { stages, handover };
  const send = () => {
    const signal = AbortSignal.any([deps.signal, AbortSignal.timeout(PATIENCE_MS)]);
    return deps.tokens.using(deps.client, (token) => deps.client.probeResult(probeId, result, token, signal));
  };
  const first = await send();
  // The answer alone may have been lost: M/platform gives the same one again, and a till's result is good only once.
  const lost = handover !== undefined && !first.ok && LOST.includes(first.error.code) && !deps.signal.aborted;
  const answer = lost ? await send() : first;
  if (!answer.ok) return { receipt: answer };
  const { code, receipt: text, tillContactAt } = answer.value;
  const told = [...stages, ...(handover === undefined ? [] : (readHandover(handover)?.handover.stages ?? []))];
  const receipt = text === undefined ? err(doubt(code, told)) : believe(text, deps.receiptPublicKey, meant);
  return { receipt, ...(tillContactAt === undefined ? {} : { tillContactAt }) };
}

function believe(text: string, receiptPublicKey: string, meant: Meant): HandedIn['receipt'] {
  const read = readReceipt(text, receiptPublicKey);
  if (read === undefined || !read.signatureValid) return err(problem('closing.receipt-forged'));
  const { claims } = read;
  if (claims.subTicketId !== meant.subTicketId) return err(problem('closing.receipt-other-sub-ticket'));
  if (claims.machineId !== meant.machineId) return err(problem('closing.receipt-other-machine'));
  if (claims.configDigest !== meant.configDigest) return err(problem('closing.receipt-other-configuration'));
  return ok({ claims, text });
}

/** The server names what it found wrong by a stage's own code; the values that its sentence speaks of are in that stage. */
function doubt(code: string | undefined, told: readonly ProbeStage[]): Problem {
  if (code === undefined || !isTextKey(code)) return problem('sync.refused', { code: code ?? 'unknown', sentence: '' });
  return problem(code, told.find((stage) => stage.code === code)?.params ?? {});
}
