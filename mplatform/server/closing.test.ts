import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { readReceipt, signReceipt } from '../contract/receipt.ts';
import { RECEIPT_MS } from './probes.ts';
import { call, type Device, enrolDevice, type ProbeOrder, receiptFor, startServer, type TestServer } from './testing.ts';

/** Attempts to close without proof: every one must be refused by the server, whatever the client believes. */

const digest = 'c'.repeat(64);
const target = 's-735';
const order: ProbeOrder = { subTicketId: target, storeId: '735', configDigest: digest, origin: 'workstation' };

let server: TestServer;
let device: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
  const results = await device.act(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'subTicket.take', target, args: {} },
    configuration(),
    { kind: 'subTicket.recordTraining', target, args: { retailerName: 'Jan Sam' } },
    { kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 246_000 } },
  );
  expect(results.map((r) => r.outcome)).toEqual(Array(5).fill('applied'));
});
afterEach(() => server.close());

function configuration(more: { digest?: string; machineId?: string; origin?: 'workstation' | 'laptop' } = {}): Intent {
  return {
    kind: 'subTicket.recordConfiguration',
    target,
    args: {
      digest,
      file: 'pcpos7.conf',
      serverAddress: server.address,
      storeIds: ['735'],
      profile: 'builtin',
      machineId: 'machine-0001',
      origin: 'workstation',
      ...more,
    },
  };
}
const close = async (receipt?: string, by = device) => {
  const [result] = await by.act({ kind: 'subTicket.close', target, args: receipt === undefined ? {} : { receipt } });
  return result?.code ?? result?.outcome;
};
const claimsOf = (receipt: string) => {
  const read = readReceipt(receipt, server.mplatform.receiptPublicKey);
  if (read === undefined) throw new Error('no receipt');
  return read.claims;
};
const contact = (storeId = '735') => call(server.address, 'contact', { body: { storeId, posName: '1', version: '7.3' } });

it('closes the sub-ticket with proof, and with its last one the ticket by itself', async () => {
  expect(await close(await receiptFor(server, device, order))).toBe('applied');
  const { changes } = await device.changes();
  expect(changes.find((c) => c.id === target)).toMatchObject({ data: { status: 'closed' } });
  expect(changes.find((c) => c.id === 't-115')).toMatchObject({ data: { status: 'closed', closedOn: '2026-11-23' } });
});

describe('does not close', () => {
  it('without a receipt', async () => {
    expect(await close()).toBe('closing.no-receipt');
  });

  it('with something that is no receipt', async () => {
    expect(await close('prawda')).toBe('closing.receipt-forged');
  });

  it('with a receipt that differs in any one byte', async () => {
    const receipt = await receiptFor(server, device, order);
    const places = [...Array(receipt.length).keys()].filter((i) => i % 7 === 0 || i > receipt.length - 4);
    const forged = places.map((i) => receipt.slice(0, i) + (receipt[i] === 'A' ? 'B' : 'A') + receipt.slice(i + 1));
    const codes = new Set<string | undefined>();
    for (const text of forged.filter((t) => t !== receipt)) codes.add(await close(text));
    expect([...codes].every((code) => code === 'closing.receipt-forged')).toBe(true);
    expect(await close(receipt)).toBe('applied');
  });

  it('with the same receipt spelled another way: the last sign of base64 has bits that mean nothing', async () => {
    const receipt = await receiptFor(server, device, order);
    const respelled = receipt.slice(0, -1) + String.fromCharCode(receipt.charCodeAt(receipt.length - 1) + 1);
    expect(readReceipt(respelled, server.mplatform.receiptPublicKey)?.signatureValid).toBe(true);
    expect(await close(respelled)).toBe('closing.receipt-forged');
  });

  it('with a receipt signed by somebody else', async () => {
    const claims = claimsOf(await receiptFor(server, device, order));
    expect(await close(signReceipt(claims, generateKeyPairSync('ed25519').privateKey))).toBe('closing.receipt-forged');
  });

  it('with a receipt of another sub-ticket', async () => {
    const other = await receiptFor(server, device, { ...order, subTicketId: 's-812', storeId: '812' });
    expect(await close(other)).toBe('closing.receipt-other-sub-ticket');
  });

  it('with a receipt for another configuration than was recorded last', async () => {
    const receipt = await receiptFor(server, device, order);
    await device.act(configuration({ digest: 'd'.repeat(64) }));
    expect(await close(receipt)).toBe('closing.receipt-other-configuration');
  });

  it('with a receipt from another machine than was configured', async () => {
    await device.act(configuration({ machineId: 'machine-0002' }));
    expect(await close(await receiptFor(server, device, order))).toBe('closing.receipt-other-machine');
  });

  it('with a receipt a day old', async () => {
    const receipt = await receiptFor(server, device, order);
    server.clock.advance(RECEIPT_MS);
    const again = await enrolDevice(server);
    expect(await close(receipt, again)).toBe('closing.receipt-expired');
  });

  it('with a receipt from a laptop until the till itself has called since the configuration', async () => {
    await contact();
    server.clock.advance(1000);
    await device.act(configuration({ origin: 'laptop' }));
    const receipt = await receiptFor(server, device, { ...order, origin: 'laptop' });
    expect(await close(receipt)).toBe('closing.no-till-contact');
    server.clock.advance(1000);
    await contact('812');
    expect(await close(receipt)).toBe('closing.no-till-contact');
    await contact();
    expect(await close(receipt)).toBe('applied');
  });

  it('with a receipt whose probe another technician made, though all it says is right', async () => {
    const code = await server.mplatform.operator.issueEnrolmentCode('technik-2');
    if (!code.ok) throw new Error(code.error.code);
    const colleague = await enrolDevice(server, 'machine-0001', code.value);
    expect(await close(await receiptFor(server, colleague, order))).toBe('closing.receipt-other-probe');
  });

  it('for a colleague or another dealer, with a good receipt', async () => {
    const receipt = await receiptFor(server, device, order);
    for (const [technician, refused] of [
      ['technik-2', 'ticket.taken-by-another'],
      ['technik-beta', 'subTicket.unknown'],
    ] as const) {
      const code = await server.mplatform.operator.issueEnrolmentCode(technician);
      if (!code.ok) throw new Error(code.error.code);
      expect(await close(receipt, await enrolDevice(server, 'machine-0009', code.value))).toBe(refused);
    }
  });

  it('when PC-POS was given another address than M/platform’s', async () => {
    const elsewhere = configuration();
    if (elsewhere.kind !== 'subTicket.recordConfiguration') throw new Error('not a configuration');
    await device.act({ ...elsewhere, args: { ...elsewhere.args, serverAddress: 'https://mplatform.example' } });
    expect(await close(await receiptFor(server, device, order))).toBe('configuration.other-server');
  });

  it('with an invoice that differs from the quote by a grosz', async () => {
    await device.act({ kind: 'subTicket.recordInvoice', target, args: { number: 'FV/1', totalGross: 246_001 } });
    expect(await close(await receiptFor(server, device, order))).toBe('closing.invoice-differs');
  });
});

it('remembers only contacts of a store that is known and active', async () => {
  expect((await contact()).body).toEqual({ storeName: 'PPHU SAM' });
  expect((await contact('4242')).code).toBe('contact.store-unknown');
  expect((await contact('741')).code).toBe('contact.store-inactive');
});
