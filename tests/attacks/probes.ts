import type { ProbeStage, ProbeStageId } from '../../domain/probe.ts';
import type { ProbeVerdictResponse } from '../../mplatform/contract/index.ts';
import { HELP_LINE } from '../../mplatform/server/main.ts';
import { PROBE_MS } from '../../mplatform/server/probes.ts';
import { ALFA, BETA, type DealerOfRows, newSubTicket, newTicket } from '../../mplatform/server/seed-rows.ts';
import { begin, call, type Device, echo, enrolDevice, finish, openLive, stagesOf } from '../../mplatform/server/testing.ts';
import type { Attack } from './attack.ts';
import { ORDER, OTHER_DIGEST, type Scene } from './scene.ts';

const changed = (id: ProbeStageId, change: Record<string, unknown>) => (stages: readonly ProbeStage[]) =>
  stages.map((s) => (s.id === id ? { ...s, ...change } : s));
const read = (change: Record<string, unknown>) => (stages: readonly ProbeStage[]) =>
  stages.map((s) => (s.id === 'pcposConfigured' ? { ...s, evidence: { ...s.evidence, ...change } } : s));
const codeOf = ({ body, code }: Awaited<ReturnType<typeof finish>>): string | undefined =>
  code ?? (body as ProbeVerdictResponse).code;

/** A probe whose echo was sent so, and its verdict on good stages. */
async function echoed(s: Scene, send: (ticket: Awaited<ReturnType<typeof begin>>) => Promise<void>) {
  const ticket = await begin(s.server, s.device, ORDER);
  await send(ticket);
  return codeOf(await finish(s.server, s.device, ticket.probeId, stagesOf(s.server, ORDER, ticket)));
}

/** Says something on the live line and waits until it has been passed over: a right echo said after it has come back. */
async function say(s: Scene, by: Device, message: unknown): Promise<void> {
  const mine = await begin(s.server, by, ORDER);
  const line = await openLive(s.server, by);
  line.say(message);
  line.say({ type: 'echo', probeId: mine.probeId, nonce: mine.nonce });
  while (((await line.next()) as { probeId?: string }).probeId !== mine.probeId);
  line.socket.close();
  await line.closed;
}

/** M/platform has a new ticket for the same point of sale, by which it comes to that dealer. */
async function give({ server }: Scene, dealer: DealerOfRows, id: string): Promise<void> {
  const shop = { crmId: id, nip: '7974569439', name: 'PPHU SAM', street: '', postalCode: '', city: 'Sieciechów' };
  const ticket = { ...newTicket(shop, '2026-11-23', dealer), id };
  const subTicket = { ...newSubTicket(ticket, '735', dealer), id: `s-${id}` };
  await server.mplatform.operator.addTicket({ ticket, subTickets: [subTicket] });
}

/** Without a receipt, by getting one for stages that nobody ran. */
export const probeAttacks: readonly Attack[] = [
  ['no stages', 'probes.stages-incomplete', (s) => s.verdict(() => [])],
  ['all stages but one', 'probes.stages-incomplete', (s) => s.verdict((stages) => stages.filter((x) => x.id !== 'bodies'))],
  ['a stage twice', 'probes.stages-doubled', (s) => s.verdict((stages) => [...stages, ...stages.slice(4, 5)])],
  [
    'a failed stage and a good one of the same name before it',
    'probes.stages-doubled',
    (s) =>
      s.verdict((stages) => [
        ...stages,
        ...stages.slice(4, 5).map((x) => ({ ...x, status: 'failed', code: 'probe.tcp-refused', actor: 'mplatform' })),
      ]),
  ],
  ['a failure said to have passed', 'probes.stages-forged', (s) => s.verdict(changed('tcp', { code: 'probe.tcp-refused' }))],
  [
    'a failure said to be a warning',
    'probes.stages-forged',
    (s) => s.verdict(changed('tcp', { code: 'probe.tcp-refused', status: 'warned', actor: 'mplatform' })),
  ],
  ['the good code of another stage', 'probes.stages-forged', (s) => s.verdict(changed('live', { code: 'probe.http-ok' }))],
  ['a code that nobody knows', 'probes.stages-unknown', (s) => s.verdict(changed('live', { code: 'probe.live-perfect' }))],
  ['a stage that nobody knows', 'probes.stages-unknown', (s) => s.verdict(changed('live', { id: 'trust' }))],
  ['a stage that was not run', 'probe.not-run', (s) => s.verdict(changed('live', { code: 'probe.not-run', status: 'notRun' }))],
  [
    'a till that could not be seen, from the till itself',
    'probe.pcpos-not-here',
    (s) => s.verdict(changed('pcposConfigured', { code: 'probe.pcpos-not-here', status: 'notTestable' })),
  ],
  [
    'a sign-in left to another device that there is none of',
    'probe.sign-in-elsewhere',
    (s) => s.verdict(changed('signIn', { code: 'probe.sign-in-elsewhere', status: 'notTestable' })),
  ],
  [
    'encryption not needed, where M/platform is far away',
    'probes.stages-forged',
    async (s) => {
      const { operator } = s.server.mplatform;
      const setting = { id: 'pcpos', serverAddress: s.server.address, helpLine: HELP_LINE } as const;
      const far = 'https://mplatform.example';
      await operator.saveSetting({ ...setting, serverAddress: far });
      const refused = await s.verdict((stages) => read({ server: far })(stages));
      await operator.saveSetting(setting);
      return refused;
    },
  ],
  ['a disk with another configuration', 'probes.other-configuration', (s) => s.verdict(read({ digest: OTHER_DIGEST }))],
  ['a disk with another store', 'probes.other-store', (s) => s.verdict(read({ stores: ['812'] }))],
  ['a disk with another server', 'probes.other-server', (s) => s.verdict(read({ server: 'https://elsewhere.example' }))],
  ['a disk with the connection switched off', 'probes.stages-forged', (s) => s.verdict(read({ active: false }))],
  ['a good disk without a word of what was read', 'probes.stages-forged', (s) => s.verdict(read({ digest: undefined }))],
  [
    'a call of the till that never came',
    'probes.no-till-contact',
    (s) => s.verdict(changed('tillContact', { code: 'probe.till-contacted', status: 'passed' })),
  ],
  [
    'a call of the till from before the configuration',
    'probes.no-till-contact',
    async (s) => {
      await s.contact();
      await s.record();
      return s.verdict(changed('tillContact', { code: 'probe.till-contacted', status: 'passed' }));
    },
  ],
  [
    'the stages of an earlier good probe',
    'probes.stages-other-probe',
    async (s) => {
      const earlier = stagesOf(s.server, ORDER, await begin(s.server, s.device, ORDER));
      return s.verdict(() => earlier);
    },
  ],
  ['another store than the sub-ticket’s', 'probes.other-store', (s) => s.verdict((x) => x, { ...ORDER, storeId: '812' })],
  [
    'a store that M/platform has switched off',
    'probes.store-inactive',
    (s) => s.verdict((x) => x, { ...ORDER, subTicketId: 's-741', storeId: '741' }),
  ],
  [
    'a store that belongs to another dealer by now',
    'probes.store-other-dealer',
    async (s) => {
      await give(s, BETA, 't-901');
      const refused = await s.verdict((x) => x);
      await give(s, ALFA, 't-902');
      return refused;
    },
  ],
  [
    'good stages after bad ones were answered',
    'probes.answered',
    async (s) => {
      const ticket = await begin(s.server, s.device, ORDER);
      await echo(s.server, s.device, ticket);
      const stages = stagesOf(s.server, ORDER, ticket);
      await finish(s.server, s.device, ticket.probeId, stages.slice(1));
      return codeOf(await finish(s.server, s.device, ticket.probeId, stages));
    },
  ],
  [
    'a result for the probe of somebody else',
    'probes.unknown',
    async (s) => {
      const stranger = await enrolDevice(s.server, 'machine-0002');
      const theirs = await begin(s.server, stranger, ORDER);
      await echo(s.server, stranger, theirs);
      return codeOf(await finish(s.server, s.device, theirs.probeId, stagesOf(s.server, ORDER, theirs)));
    },
  ],
  ['no echo on the live line', 'probes.no-echo', (s) => echoed(s, async () => undefined)],
  [
    'the echo sent by another device',
    'probes.no-echo',
    (s) =>
      echoed(s, async ({ probeId, nonce }) =>
        say(s, await enrolDevice(s.server, 'machine-0002'), { type: 'echo', probeId, nonce }),
      ),
  ],
  [
    'an echo with a guessed nonce',
    'probes.no-echo',
    (s) => echoed(s, ({ probeId }) => say(s, s.device, { type: 'echo', probeId, nonce: 'A'.repeat(32) })),
  ],
  [
    'the echo of an earlier probe',
    'probes.no-echo',
    async (s) => {
      const earlier = await begin(s.server, s.device, ORDER);
      return echoed(s, ({ probeId }) => say(s, s.device, { type: 'echo', probeId, nonce: earlier.nonce }));
    },
  ],
  [
    'a result that was kept until the probe was over',
    'probes.expired',
    (s) =>
      echoed(s, async (ticket) => {
        await echo(s.server, s.device, ticket);
        s.server.clock.advance(PROBE_MS);
      }),
  ],
  [
    'a configuration changed, and changed back, while the probe ran',
    'probes.configuration-changed',
    (s) =>
      echoed(s, async (ticket) => {
        await echo(s.server, s.device, ticket);
        await s.record({ digest: OTHER_DIGEST });
        await s.record();
      }),
  ],
  ['stages that are no stages', 'request.invalid', (s) => s.verdict(() => ['passed', { verdict: 'passed' }])],
  [
    'a probe of another machine, said to be from a laptop',
    'probes.machine-needs-workstation',
    async (s) => {
      const body = { ...ORDER, origin: 'laptop', machineId: 'machine-0002' };
      return (await call(s.server.address, 'startProbe', { body, token: s.device.token })).code;
    },
  ],
];
