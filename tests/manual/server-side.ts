import { v7 as uuidv7 } from 'uuid';
import { rfc3339 } from '../../domain/clock.ts';
import type { SubTicket, Ticket } from '../../domain/model/index.ts';
import type { OperationResult } from '../../mplatform/contract/index.ts';
import { type OperatorServer, startOperatorServer } from '../../mplatform/server/operator-page/testing.ts';
import { BETA, COLLEAGUE } from '../../mplatform/server/seed-rows.ts';
import { type Device, enrolDevice, receiptFor } from '../../mplatform/server/testing.ts';
import { tusOf } from '../../mplatform/server/testing-files.ts';
import { NOW } from '../support/dossiers.ts';
import { pdf } from '../support/scans.ts';
import { TICKET } from './rows.ts';
import type { Attempt, Side } from './sides.ts';

const MACHINE = 'machine-0001';

/** The reference server on a real port, and a technician's client that keeps no rule itself. */
export async function theServer(): Promise<Side & { readonly server: OperatorServer }> {
  let now = NOW;
  const server = await startOperatorServer({ clock: { now: () => now } });
  let device = await enrolDevice(server, MACHINE);
  const operator = () => server.mplatform.operator;

  async function send(by: Device, attempts: readonly Attempt[]): Promise<string> {
    const operations = attempts.map((attempt) => {
      by.seq += 1;
      return { ...attempt, id: uuidv7(), seq: by.seq, deviceTime: rfc3339(now), appVersion: '1' };
    });
    const { body, code } = await by.send(operations);
    if (code !== undefined) throw new Error(code);
    const { results } = body as { readonly results: readonly OperationResult[] };
    const refused = results.find(({ outcome }) => outcome !== 'applied');
    return refused === undefined ? 'applied' : (refused.code ?? refused.outcome);
  }
  const shows = async () => {
    const { changes } = await device.changes();
    const rows = changes.flatMap((change) => ('data' in change ? [change] : []));
    const ticket = rows.find(({ kind, id }) => kind === 'ticket' && id === TICKET)?.data as Ticket | undefined;
    if (ticket === undefined) throw new Error('the ticket is not there');
    const subTickets = rows.filter(({ kind }) => kind === 'subTicket').map(({ data }) => data as SubTicket);
    return { ticket, subTickets: subTickets.filter((s) => s.ticketId === TICKET) };
  };
  let seed = 0;

  return {
    server,
    serverAddress: server.address,
    machineId: MACHINE,
    shows,
    async has(dossier) {
      const added = await operator().addTicket(dossier);
      if (!added.ok) throw new Error(added.error.code);
    },
    does: (...attempts) => send(device, attempts),
    async colleagueDoes(...attempts) {
      const code = await operator().issueEnrolmentCode(COLLEAGUE.id);
      if (!code.ok) throw new Error(code.error.code);
      return send(await enrolDevice(server, 'machine-0002', code.value), attempts);
    },
    async closes(subTicketId, { proof = true } = {}) {
      const subTicket = (await shows()).subTickets.find(({ id }) => id === subTicketId);
      const { punktId, configuration } = subTicket ?? {};
      if (!proof || !configuration || punktId === undefined)
        return send(device, [{ kind: 'subTicket.close', target: subTicketId, args: {} }]);
      const order = { subTicketId, storeId: punktId, configDigest: configuration.digest, origin: 'workstation' } as const;
      const receipt = await receiptFor(server, device, order);
      return send(device, [{ kind: 'subTicket.close', target: subTicketId, args: { receipt } }]);
    },
    async scan(kind) {
      seed += 1;
      const scan = pdf(1000, seed);
      await tusOf(server, device).whole(scan);
      const { sha256, bytes } = scan;
      return { kind: 'ticket.attachFile', target: TICKET, args: { kind, sha256, name: `${kind}.pdf`, size: bytes.length } };
    },
    async takesAway(reason) {
      await operator().withdrawTicket(TICKET, reason, BETA.id);
    },
    async at(instant) {
      now = Date.parse(instant);
      // A token lasts an hour; the machine and its count of operations stay the same.
      device = await enrolDevice(server, MACHINE);
    },
    end: () => server.close(),
  };
}
