import { rfc3339 } from '../../domain/clock.ts';
import { HANDOVER_MS } from '../../mplatform/server/handovers.ts';
import { aTill, handoverOf, signedBy } from '../../mplatform/server/testing-till.ts';
import type { Attack } from './attack.ts';
import { ORDER, OTHER_DIGEST, type Scene, signedFor, TILL, TILL_ORDER } from './scene.ts';

const told = async (s: Scene, ...given: Parameters<Scene['handedOver']>) => {
  const { verdict, code } = await s.handedOver(...given);
  return code ?? verdict;
};
const unsigned = (s: Scene): string =>
  Buffer.from(JSON.stringify(handoverOf(s.server, s.till, TILL_ORDER))).toString('base64url');

/** For a till that is another machine, whose signed result the device carries. */
export const handoverAttacks: readonly Attack[] = [
  ['no result of the till', 'probes.handover-missing', (s) => s.verdict((x) => x, TILL_ORDER)],
  ['a result without a signature', 'probes.handover-unreadable', (s) => told(s, unsigned(s))],
  ['a result with an empty signature', 'probes.handover-forged', (s) => told(s, `${unsigned(s)}.`)],
  [
    'a result under the signature of another',
    'probes.handover-forged',
    (s) => told(s, `${unsigned(s)}.${signedFor(s).split('.')[1]}`),
  ],
  [
    'the till’s result signed with one’s own key, in the till’s name',
    'probes.handover-forged',
    (s) => told(s, signedBy({ ...aTill(TILL), publicKey: s.till.publicKey }, handoverOf(s.server, s.till, TILL_ORDER))),
  ],
  [
    'a result with one’s own key in it, for a till that M/platform knows by another',
    'probes.handover-other-key',
    async (s) => {
      await s.handedOver(signedFor(s));
      const impostor = aTill(TILL);
      return told(s, signedBy(impostor, handoverOf(s.server, impostor, TILL_ORDER)));
    },
  ],
  [
    'a result that was used before',
    'probes.handover-used',
    async (s) => {
      const signed = signedFor(s);
      await s.handedOver(signed);
      return told(s, signed);
    },
  ],
  [
    'the result of another till',
    'probes.handover-other-machine',
    (s) => {
      const other = aTill('till-0002');
      return told(s, signedBy(other, handoverOf(s.server, other, TILL_ORDER)));
    },
  ],
  [
    'the result of a till of another shop',
    'probes.handover-other-store',
    (s) => told(s, signedBy(s.till, handoverOf(s.server, s.till, { ...TILL_ORDER, storeId: '812' }))),
  ],
  [
    'a result about another configuration',
    'probes.handover-other-configuration',
    (s) => told(s, signedBy(s.till, handoverOf(s.server, s.till, { ...TILL_ORDER, configDigest: OTHER_DIGEST }))),
  ],
  [
    'a result about another server',
    'probes.handover-other-server',
    (s) => told(s, signedFor(s, { serverAddress: 'https://elsewhere.example' })),
  ],
  [
    'a result of yesterday',
    'probes.handover-too-old',
    (s) => {
      const then = rfc3339(s.server.clock.now() - HANDOVER_MS);
      return told(s, signedFor(s, { startedAt: then, finishedAt: then }));
    },
  ],
  [
    'a result made for later',
    'probes.handover-from-future',
    (s) => told(s, signedFor(s, { finishedAt: rfc3339(s.server.clock.now() + HANDOVER_MS) })),
  ],
  [
    'other stages than the till signed',
    'probes.handover-stages-differ',
    (s) => {
      const { stages } = handoverOf(s.server, s.till, TILL_ORDER);
      return told(
        s,
        signedFor(s),
        stages.map((x) => (x.id === 'tcp' ? { ...x, evidence: { address: '127.0.0.2' } } : x)),
      );
    },
  ],
  [
    'good stages in the place of the failed ones that the till signed',
    'probe.pcpos-stopped',
    (s) => {
      const { stages } = handoverOf(s.server, s.till, TILL_ORDER);
      const stopped = { status: 'failed', code: 'probe.pcpos-stopped', actor: 'technician' } as const;
      return told(s, signedFor(s, { stages: stages.map((x) => (x.id === 'pcposRunning' ? { ...x, ...stopped } : x)) }), stages);
    },
  ],
  [
    'the receipt of the technician’s own machine, where the till’s was configured',
    'closing.receipt-other-machine',
    async (s) => {
      await s.record({ machineId: TILL });
      return s.close(await s.receipt(ORDER));
    },
  ],
  [
    'the receipt of the till, where one’s own machine was configured',
    'closing.receipt-other-machine',
    async (s) => {
      const { receipt } = await s.handedOver(signedFor(s));
      if (receipt === undefined) throw new Error('no receipt');
      return s.close(receipt);
    },
  ],
];
