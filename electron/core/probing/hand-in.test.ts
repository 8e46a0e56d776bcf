import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ReceiptClaims } from '../../../domain/closing.ts';
import type { ProbeStage } from '../../../domain/probe.ts';
import { explain, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import { type ProbeVerdictResponse, signReceipt } from '../../../mplatform/contract/index.ts';
import { aReceipt, digest } from '../../../tests/support/dossiers.ts';
import type { Tokens } from '../device/tokens.ts';
import type { FieldClient } from '../field/client.ts';
import { handIn } from './hand-in.ts';

const keys = generateKeyPairSync('ed25519');
const receiptPublicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const meant = { subTicketId: '1042-1', machineId: 'till-1', configDigest: digest('d') };

type Answer = Result<ProbeVerdictResponse, ReturnType<typeof problem>>;

/** M/platform that answers one after the other as the test says. */
async function handedIn(answers: readonly Answer[], handover?: string, stages: readonly ProbeStage[] = []) {
  let asked = 0;
  const client = { probeResult: async () => answers[asked++] } as unknown as FieldClient;
  const tokens = { using: (_client: unknown, call: (token: string) => unknown) => call('token') } as unknown as Tokens;
  const signal = new AbortController().signal;
  const found = { probeId: 'p', stages, ...(handover === undefined ? {} : { handover }) };
  return { answer: await handIn({ client, tokens, receiptPublicKey, signal }, found, meant), asked };
}

const passed = (claims: Partial<ReceiptClaims> = {}, key: KeyObject = keys.privateKey): Answer =>
  ok({ verdict: 'passed', receipt: signReceipt(aReceipt({ machineId: 'till-1', ...claims }), key) });

it('believes the receipt of the key from enrolment, for this sub-ticket, machine and configuration', async () => {
  expect((await handedIn([passed()])).answer.receipt).toMatchObject({ ok: true, value: { claims: { machineId: 'till-1' } } });
});

it.each([
  ['another key', passed({}, generateKeyPairSync('ed25519').privateKey), 'closing.receipt-forged'],
  ['no receipt at all', ok({ verdict: 'passed', receipt: 'yes' }) as Answer, 'closing.receipt-forged'],
  ['another sub-ticket', passed({ subTicketId: '1042-2' }), 'closing.receipt-other-sub-ticket'],
  ['the laptop instead of the till', passed({ machineId: 'laptop' }), 'closing.receipt-other-machine'],
  ['another configuration', passed({ configDigest: digest('e') }), 'closing.receipt-other-configuration'],
])('believes none of %s', async (_what, answer, code) => {
  expect((await handedIn([answer])).answer.receipt).toMatchObject({ ok: false, error: { code } });
});

it('asks again where the answer to a till’s result was lost, since that result is good only once', async () => {
  const lost: Answer = err(problem('sync.timeout', { host: 'm.example' }));
  const again = await handedIn([lost, passed()], 'signed by the till');
  expect(again).toMatchObject({ asked: 2, answer: { receipt: { ok: true } } });
  expect(await handedIn([lost, passed()])).toMatchObject({ asked: 1, answer: { receipt: { ok: false } } });
});

it('says what M/platform doubts with the values that the stage itself found', async () => {
  const params = { punktId: '735' };
  const stage: ProbeStage = {
    id: 'store',
    status: 'failed',
    code: 'probe.store-unknown',
    params,
    ms: 1,
    actor: 'technician',
    evidence: {},
  };
  const { answer } = await handedIn([ok({ verdict: 'failed', code: stage.code })], undefined, [stage]);
  expect(answer.receipt.ok ? '' : explain(answer.receipt.error)).toContain('735');
});
