import { generateKeyPairSync } from 'node:crypto';
import type { Dossier } from '../../domain/model/index.ts';
import { intent } from '../../domain/operations/operation.ts';
import { ok } from '../../domain/result.ts';
import type { ProbeRun } from '../../electron/core/api/views.ts';
import { createClosings } from '../../electron/core/closing/closings.ts';
import type { Probing } from '../../electron/core/probing/probing.ts';
import type { Till } from '../../electron/core/till.ts';
import { type Change, signReceipt } from '../../mplatform/contract/index.ts';
import { ALFA, COLLEAGUE, TRAINEE } from '../../mplatform/server/seed-rows.ts';
import { aReceipt, digest } from '../support/dossiers.ts';
import { pdf } from '../support/scans.ts';
import { aStore, changesOf, removal } from '../support/store.ts';
import { PRICES, TICKET } from './rows.ts';
import type { Attempt, Side } from './sides.ts';

const keys = generateKeyPairSync('ed25519');
const PLACE = { serverAddress: 'https://mplatform.example', machineId: 'machine-0001' } as const;
const shared = (kind: 'priceList' | 'setting', data: { readonly id: string }): Change =>
  ({ kind, id: data.id, seq: 1, version: 1, data }) as unknown as Change;

/** The device's own memory and its way to a close, in a real database; only the till and the probe's network are not there. */
export async function theDevice(): Promise<Side & { readonly store: ReturnType<typeof aStore>['store'] }> {
  const { store, time } = aStore();
  const be = ({ id, name }: { readonly id: string; readonly name: string }): void =>
    store.state.set('device', {
      deviceId: 'device-1',
      technician: { id, name, dealerId: ALFA.id, dealerName: ALFA.name },
      server: PLACE.serverAddress,
      receiptPublicKey: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      machineId: PLACE.machineId,
      lastSeq: 0,
    });
  be(TRAINEE);
  const setting = { id: 'pcpos', serverAddress: PLACE.serverAddress, helpLine: '22 123 84 09' };
  store.applyChanges([shared('priceList', PRICES), shared('setting', setting)], 'c1', true);

  let proof = true;
  const run = async (s: Dossier['subTickets'][number]): Promise<ProbeRun> => {
    const at = new Date(time.now).toISOString();
    const base = { id: s.id, subTicketId: s.id, startedAt: at, finishedAt: at, stages: [], cause: null, sinceGood: null };
    if (!proof) return { ...base, handover: null, verdict: 'failed', receipt: null, problem: null };
    const claims = aReceipt({
      subTicketId: s.id,
      storeId: s.punktId,
      machineId: PLACE.machineId,
      configDigest: s.configuration?.digest ?? '',
      passedAt: at,
      expiresAt: new Date(time.now + 86_400_000).toISOString(),
    });
    const done: ProbeRun = { ...base, handover: null, verdict: 'passed', receipt: claims, problem: null };
    store.probeRuns.add(done, { receipt: signReceipt(claims, keys.privateKey), tillContactAt: null });
    return done;
  };
  const closings = createClosings({
    store,
    clock: { now: () => time.now },
    till: { reading: async () => ok({ digest: digest('d') }), revision: () => 0 } as unknown as Till,
    machineId: PLACE.machineId,
    probing: () => ({ run }) as unknown as Probing,
  });

  async function does(...attempts: readonly Attempt[]): Promise<string> {
    for (const attempt of attempts) {
      // At the core's edge the call's schema says the same.
      const read = intent.safeParse(attempt);
      if (!read.success) return 'operation.invalid';
      const answer = store.submit(read.data);
      if (!answer.ok) return answer.error.code;
    }
    return 'applied';
  }
  let seed = 0;

  return {
    ...PLACE,
    store,
    does,
    has: async (dossier) => store.applyChanges(changesOf(dossier), 'c2', true),
    async colleagueDoes(...attempts) {
      be(COLLEAGUE);
      const code = await does(...attempts);
      be(TRAINEE);
      return code;
    },
    async closes(subTicketId, options = {}) {
      proof = options.proof ?? true;
      const asked = store.submit({ kind: 'subTicket.close', target: subTicketId, args: {} });
      if (!asked.ok) return asked.error.code;
      await closings.prove();
      const pending = store.operations.pending().find(({ operation }) => operation.id === asked.value.id);
      if (pending !== undefined && closings.release(pending).go) return 'applied';
      const code = store.operations.get(asked.value.id)?.reason?.code ?? 'waits for no reason';
      store.withdraw(asked.value.id);
      return code;
    },
    async scan(kind) {
      seed += 1;
      const { sha256, bytes } = pdf(1000, seed);
      return { kind: 'ticket.attachFile', target: TICKET, args: { kind, sha256, name: `${kind}.pdf`, size: bytes.length } };
    },
    takesAway: async (reason) => store.applyChanges([removal('ticket', TICKET, reason)], 'c3', true),
    async at(instant) {
      time.now = Date.parse(instant);
    },
    async shows() {
      const shown = store.viewRows.dossier(TICKET);
      if (shown === undefined) throw new Error('the ticket is not shown');
      return shown.dossier;
    },
    end: async () => {},
  };
}
