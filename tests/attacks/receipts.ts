import { generateKeyPairSync } from 'node:crypto';
import { readReceipt, signReceipt } from '../../mplatform/contract/receipt.ts';
import { RECEIPT_MS } from '../../mplatform/server/probes.ts';
import { call, enrolDevice } from '../../mplatform/server/testing.ts';
import type { Attack } from './attack.ts';
import { MACHINE, ORDER, OTHER_DIGEST, type Scene, SUB_TICKET } from './scene.ts';

const claimsOf = ({ server }: Scene, receipt: string) => {
  const read = readReceipt(receipt, server.mplatform.receiptPublicKey);
  if (read === undefined) throw new Error('not a receipt');
  return read.claims;
};
const laptop = { ...ORDER, origin: 'laptop' } as const;

/** With a receipt that is not one, or not the right one. */
export const receiptAttacks: readonly Attack[] = [
  ['no receipt at all', 'closing.no-receipt', (s) => s.close()],
  ['a word instead of a receipt', 'closing.receipt-forged', (s) => s.close('prawda')],
  ['an empty receipt', 'closing.receipt-forged', (s) => s.close('')],
  [
    'true claims signed with one’s own key',
    'closing.receipt-forged',
    async (s) => s.close(signReceipt(claimsOf(s, await s.receipt()), generateKeyPairSync('ed25519').privateKey)),
  ],
  [
    'the claims of a good receipt for a day longer, under its signature',
    'closing.receipt-forged',
    async (s) => {
      const receipt = await s.receipt();
      const claims = { ...claimsOf(s, receipt), expiresAt: '2027-01-01T00:00:00.000Z' };
      return s.close(`${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${receipt.split('.')[1]}`);
    },
  ],
  [
    'the signature spelled with another last sign, whose bits mean nothing',
    'closing.receipt-forged',
    async (s) => {
      const receipt = await s.receipt();
      const last = String.fromCharCode(receipt.charCodeAt(receipt.length - 1) + 1);
      const respelled = receipt.slice(0, -1) + last;
      if (readReceipt(respelled, s.server.mplatform.receiptPublicKey)?.signatureValid !== true) throw new Error('no respelling');
      return s.close(respelled);
    },
  ],
  ['the signature padded', 'closing.receipt-forged', async (s) => s.close(`${await s.receipt()}==`)],
  ['a space after it', 'closing.receipt-forged', async (s) => s.close(`${await s.receipt()} `)],
  ['a third part behind it', 'closing.receipt-forged', async (s) => s.close(`${await s.receipt()}.`)],
  [
    'the receipt of a colleague on the same machine, for the same till',
    'closing.receipt-other-probe',
    async (s) => s.close(await s.receipt(ORDER, await s.enrolAs('technik-2', MACHINE))),
  ],
  [
    'one’s own receipt in the hands of a colleague',
    'ticket.taken-by-another',
    async (s) => s.close(await s.receipt(), await s.enrolAs('technik-2', 'machine-0002')),
  ],
  [
    'the receipt of another dealer, for a shop of theirs',
    'closing.receipt-other-sub-ticket',
    async (s) => {
      const theirs = { ...ORDER, subTicketId: 's-901', storeId: '901' };
      return s.close(await s.receipt(theirs, await s.enrolAs('technik-beta', 'machine-0003')));
    },
  ],
  [
    'one’s own receipt in the hands of another dealer',
    'subTicket.unknown',
    async (s) => s.close(await s.receipt(), await s.enrolAs('technik-beta', 'machine-0003')),
  ],
  [
    'the receipt of another sub-ticket of one’s own',
    'closing.receipt-other-sub-ticket',
    async (s) => s.close(await s.receipt({ ...ORDER, subTicketId: 's-812', storeId: '812' })),
  ],
  [
    'a receipt that has just expired',
    'closing.receipt-expired',
    async (s) => {
      const receipt = await s.receipt();
      s.server.clock.advance(RECEIPT_MS);
      return s.close(receipt, await enrolDevice(s.server, MACHINE));
    },
  ],
  [
    'a receipt for another configuration',
    'closing.receipt-other-configuration',
    async (s) => s.close(await s.receipt({ ...ORDER, configDigest: OTHER_DIGEST })),
  ],
  [
    'a receipt from before the configuration was changed',
    'closing.receipt-other-configuration',
    async (s) => {
      const receipt = await s.receipt();
      await s.record({ digest: OTHER_DIGEST });
      return s.close(receipt);
    },
  ],
  [
    'a receipt from before the configuration was changed, and changed back',
    'closing.receipt-older',
    async (s) => {
      const receipt = await s.receipt();
      await s.record({ digest: OTHER_DIGEST });
      await s.record();
      return s.close(receipt);
    },
  ],
  [
    'a receipt of this machine for a till configured on another',
    'closing.receipt-other-machine',
    async (s) => {
      await s.record({ machineId: 'machine-0002' });
      return s.close(await s.receipt());
    },
  ],
  [
    'a receipt of one’s other machine',
    'closing.receipt-other-machine',
    async (s) => s.close(await s.receipt(ORDER, await enrolDevice(s.server, 'machine-0002'))),
  ],
  [
    'a good receipt from a device that was revoked',
    'auth.revoked',
    async (s) => {
      const other = await s.enrolAs('technik-szkolenie', 'machine-0002');
      const receipt = await s.receipt();
      await s.server.mplatform.operator.revokeDevice(other.enrolment.deviceId);
      const operation = other.operation({ kind: 'subTicket.close', target: SUB_TICKET, args: { receipt } });
      return (await other.send([operation])).code;
    },
  ],
  [
    'a laptop’s receipt while the till never called',
    'closing.no-till-contact',
    async (s) => {
      await s.record({ origin: 'laptop' });
      return s.close(await s.receipt(laptop));
    },
  ],
  [
    'a laptop’s receipt for a configuration said to be the till’s own',
    'closing.no-till-contact',
    async (s) => s.close(await s.receipt(laptop)),
  ],
  [
    'a receipt said to be the till’s own for a configuration from a laptop',
    'closing.no-till-contact',
    async (s) => {
      await s.record({ origin: 'laptop' });
      return s.close(await s.receipt());
    },
  ],
  [
    'a laptop’s receipt with a call of the till from before the configuration',
    'closing.no-till-contact',
    async (s) => {
      await s.contact();
      await s.record({ origin: 'laptop' });
      return s.close(await s.receipt(laptop));
    },
  ],
  [
    'the same with a configuration that claims to be older than it is',
    'closing.no-till-contact',
    async (s) => {
      await s.contact();
      await s.record({ origin: 'laptop', ...{ recordedAt: '2020-01-01T00:00:00Z' } });
      return s.close(await s.receipt(laptop));
    },
  ],
  [
    'a laptop’s receipt with a call of the till of another shop',
    'closing.no-till-contact',
    async (s) => {
      await s.record({ origin: 'laptop' });
      s.server.clock.advance(1000);
      await s.contact('812');
      return s.close(await s.receipt(laptop));
    },
  ],
  [
    'a receipt for a configuration with another server’s address',
    'configuration.other-server',
    async (s) => {
      await s.record({ serverAddress: 'https://elsewhere.example' });
      return s.close(await s.receipt());
    },
  ],
];

const sent = async (s: Scene, change: Record<string, unknown>): Promise<string | undefined> => {
  const operation = s.device.operation({ kind: 'subTicket.close', target: SUB_TICKET, args: {} });
  const { body, code } = await s.device.send([{ ...operation, ...change }]);
  return code ?? (body as { results: { code?: string; outcome: string }[] }).results[0]?.code;
};

/** As operations written by hand, past the client's own gate. */
export const operationAttacks: readonly Attack[] = [
  ['a close that says it is proven', 'closing.no-receipt', (s) => sent(s, { args: { proven: true, conditions: [] } })],
  ['a close whose receipt is no text', 'operation.invalid', (s) => sent(s, { args: { receipt: { verdict: 'passed' } } })],
  ['a kind of operation that there is none of', 'operation.invalid', (s) => sent(s, { kind: 'subTicket.forceClose' })],
  ['a close of the whole ticket', 'operation.invalid', (s) => sent(s, { kind: 'ticket.close', target: 't-115' })],
  ['a close that names the ticket as its target', 'subTicket.unknown', (s) => sent(s, { target: 't-115' })],
  [
    'a status smuggled in with the point of sale’s fields',
    'operation.invalid',
    (s) => sent(s, { kind: 'subTicket.editPointOfSale', args: { fields: { status: { from: 'inProgress', to: 'closed' } } } }),
  ],
  [
    'a close that comes before the operations it would need',
    'operations.gap',
    async (s) => {
      const receipt = await s.receipt();
      const seq = s.device.seq + 2;
      const operation = s.device.operation({ kind: 'subTicket.close', target: SUB_TICKET, args: { receipt } }, seq);
      const { code } = await s.device.send([operation]);
      s.device.seq = seq - 2;
      return code;
    },
  ],
  [
    'a close without anybody signed in',
    'auth.unknown',
    async (s) => {
      const receipt = await s.receipt();
      const operation = { kind: 'subTicket.close', target: SUB_TICKET, args: { receipt } };
      return (await call(s.server.address, 'operations', { body: { operations: [operation] } })).code;
    },
  ],
  [
    'a close with a good receipt and an invoice a grosz off the quote',
    'closing.invoice-differs',
    async (s) => {
      const bill = (totalGross: number) =>
        s.device.act({ kind: 'subTicket.recordInvoice', target: SUB_TICKET, args: { number: 'FV/1', totalGross } });
      await bill(245_999);
      const refused = await s.close(await s.receipt());
      await bill(246_000);
      return refused;
    },
  ],
];
