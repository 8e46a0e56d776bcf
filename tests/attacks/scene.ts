import type { Intent, IntentOf } from '../../domain/operations/operation.ts';
import type { ProbeStage } from '../../domain/probe.ts';
import type { ProbeTicket, ProbeVerdictResponse } from '../../mplatform/contract/index.ts';
import {
  begin,
  call,
  type Device,
  echo,
  enrolDevice,
  finish,
  type ProbeOrder,
  receiptFor,
  stagesOf,
  type TestServer,
} from '../../mplatform/server/testing.ts';
import { aTill, handoverOf, merged, signedBy, type TestTill } from '../../mplatform/server/testing-till.ts';

/** The machine of the enrolled technician, who means ill; it stands in the shop and plays the till. */
export const MACHINE = 'machine-0001';
export const TILL = 'till-0001';
export const SUB_TICKET = 's-735';
export const DIGEST = 'c'.repeat(64);
export const OTHER_DIGEST = 'd'.repeat(64);
export const ORDER: ProbeOrder = { subTicketId: SUB_TICKET, storeId: '735', configDigest: DIGEST, origin: 'workstation' };
export const TILL_ORDER: ProbeOrder = { ...ORDER, machineId: TILL };

/** A sub-ticket whose work is done, but for the proof that the till speaks with M/platform. */
export interface Scene {
  readonly server: TestServer;
  /** Of the technician who took the sub-ticket. */
  readonly device: Device;
  /** The till of the shop, which has no account. */
  readonly till: TestTill;
  /** Records a configuration, a second after whatever was before. */
  record(change?: Partial<IntentOf<'subTicket.recordConfiguration'>['args']>): Promise<void>;
  receipt(order?: ProbeOrder, by?: Device): Promise<string>;
  /** What M/platform says to a close: `applied`, or the code of its refusal. */
  close(receipt?: string, by?: Device): Promise<string | undefined>;
  /** The verdict of a probe whose echo came, on stages that were tampered with: its code, or `passed`. */
  verdict(change: (stages: ProbeStage[], ticket: ProbeTicket) => readonly unknown[], order?: ProbeOrder): Promise<string>;
  /** The same for what the till signed and the device hands in. */
  handedOver(signed: string, tills?: readonly ProbeStage[]): Promise<ProbeVerdictResponse>;
  contact(storeId?: string): Promise<void>;
  /** Whatever was tried before: proves honestly and closes. */
  honestly(): Promise<string | undefined>;
  enrolAs(technicianId: string, machineId: string): Promise<Device>;
}

export async function openScene(server: TestServer): Promise<Scene> {
  const device = await enrolDevice(server, MACHINE);
  const till = aTill(TILL);
  const target = SUB_TICKET;

  const configuration = (change: Partial<IntentOf<'subTicket.recordConfiguration'>['args']>): Intent => ({
    kind: 'subTicket.recordConfiguration',
    target,
    args: {
      digest: DIGEST,
      file: 'pcpos7.conf',
      serverAddress: server.address,
      storeIds: ['735'],
      profile: 'builtin',
      machineId: MACHINE,
      origin: 'workstation',
      ...change,
    },
  });
  const applied = async (...intents: readonly Intent[]): Promise<void> => {
    for (const { outcome, code } of await device.act(...intents)) if (outcome !== 'applied') throw new Error(code);
  };
  const close: Scene['close'] = async (receipt, by = device) => {
    const [result] = await by.act({ kind: 'subTicket.close', target, args: receipt === undefined ? {} : { receipt } });
    return result?.code ?? result?.outcome;
  };
  await applied(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'subTicket.take', target, args: {} },
    configuration({}),
    { kind: 'subTicket.recordTraining', target, args: { retailerName: 'Jan Sam' } },
    { kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 246_000 } },
  );
  return {
    server,
    device,
    till,
    close,
    async record(change = {}) {
      server.clock.advance(1000);
      await applied(configuration(change));
    },
    receipt: (order = ORDER, by = device) => receiptFor(server, by, order),
    async verdict(change, order = ORDER) {
      const ticket = await begin(server, device, order);
      await echo(server, device, ticket);
      const { body, code } = await finish(server, device, ticket.probeId, change(stagesOf(server, order, ticket), ticket));
      if (code !== undefined) return code;
      const { verdict, code: why } = body as ProbeVerdictResponse;
      return why ?? verdict;
    },
    async handedOver(signed, tills = handoverOf(server, till, TILL_ORDER).stages) {
      const ticket = await begin(server, device, TILL_ORDER);
      await echo(server, device, ticket);
      const stages = merged(tills, stagesOf(server, TILL_ORDER, ticket));
      return (await finish(server, device, ticket.probeId, stages, signed)).body as ProbeVerdictResponse;
    },
    async contact(storeId = '735') {
      await call(server.address, 'contact', { body: { storeId, posName: '1', version: '7.3' } });
    },
    async honestly() {
      server.clock.advance(1000);
      // The hour of a token may be long over; the device and its count of operations are the same.
      const again = await enrolDevice(server, MACHINE);
      const [recorded] = await again.act(configuration({}));
      if (recorded?.outcome !== 'applied') throw new Error(recorded?.code);
      return close(await receiptFor(server, again, ORDER), again);
    },
    async enrolAs(technicianId, machineId) {
      const code = await server.mplatform.operator.issueEnrolmentCode(technicianId);
      if (!code.ok) throw new Error(code.error.code);
      return enrolDevice(server, machineId, code.value);
    },
  };
}

/** The till's result signed as it is, or as an attacker changed it before. */
export const signedFor = ({ server, till }: Scene, change: Parameters<typeof handoverOf>[3] = {}): string =>
  signedBy(till, handoverOf(server, till, TILL_ORDER, change));
