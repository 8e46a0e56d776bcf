import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Intent } from '../../domain/operations/operation.ts';
import { type Device, enrolDevice, startServer, type TestServer } from './testing.ts';

let server: TestServer;
let device: Device;
let other: Device;
beforeEach(async () => {
  server = await startServer();
  device = await enrolDevice(server);
  other = await enrolDevice(server, 'machine-0002');
});
afterEach(() => server.close());

const edit = (fields: Record<string, { from: string; to: string }>): Intent =>
  ({ kind: 'ticket.editCompany', target: 't-80', args: { fields } }) as Intent;
const codeOf = async (technicianId: string): Promise<string> => {
  const code = await server.mplatform.operator.issueEnrolmentCode(technicianId);
  if (!code.ok) throw new Error(code.error.code);
  return code.value;
};
const at = '2026-11-23T09:00:00.000Z';

it('tells by whom and when each field of a conflict was changed', async () => {
  await other.act(edit({ phone: { from: '', to: '601000111' } }));
  server.clock.advance(60_000);
  await other.act(edit({ email: { from: '', to: 'sklep@example.com' } }));
  const [refused] = await device.act(
    edit({
      phone: { from: '', to: '602000111' },
      email: { from: '', to: 'a@example.com' },
      name: { from: 'PPHU Spożywcza', to: 'S' },
    }),
  );
  expect(refused).toMatchObject({ code: 'operation.conflict', fields: ['phone', 'email'] });
  expect(refused?.changedBy).toEqual({
    phone: { technician: 'Technik szkoleniowy', dealer: 'Dealer Alfa', at },
    email: { technician: 'Technik szkoleniowy', dealer: 'Dealer Alfa', at: '2026-11-23T09:01:00.000Z' },
  });
});

it('names of another dealer’s technician only the dealer', async () => {
  const { operator } = server.mplatform;
  await operator.withdrawTicket('t-80', 'reassigned', '102');
  const beta = await enrolDevice(server, 'machine-beta', await codeOf('technik-beta'));
  await beta.act({ kind: 'ticket.take', target: 't-80', args: {} }, edit({ phone: { from: '', to: '700000111' } }));
  await operator.withdrawTicket('t-80', 'reassigned', '101');
  const [, refused] = await device.act(
    { kind: 'ticket.take', target: 't-80', args: {} },
    edit({ phone: { from: '', to: '602000111' } }),
  );
  expect(refused?.changedBy).toEqual({ phone: { technician: null, dealer: 'Dealer Beta', at } });
});

it('names nobody where the row is not as the last technician left it', async () => {
  await other.act(edit({ phone: { from: '', to: '601000111' } }));
  const row = (await other.changes()).changes.find((c) => c.kind === 'ticket' && c.id === 't-80');
  if (row === undefined || !('data' in row) || row.kind !== 'ticket') throw new Error('no row');
  // An operator's own change comes by taking the ticket away and putting another in its place.
  const [refused] = await device.act(edit({ name: { from: 'Somebody else’s name', to: 'S' } }));
  expect(refused).toMatchObject({ code: 'operation.conflict', fields: ['name'] });
  expect(refused?.changedBy).toBeUndefined();
});

it('says who was first to take a ticket', async () => {
  const colleague = await enrolDevice(server, 'machine-colleague', await codeOf('technik-2'));
  await colleague.act({ kind: 'ticket.take', target: 't-127', args: {} });
  const [refused] = await device.act({ kind: 'ticket.take', target: 't-127', args: {} });
  expect(refused).toMatchObject({
    code: 'ticket.taken-by-another',
    changedBy: { technicianId: { technician: 'Marek Sowa', dealer: 'Dealer Alfa', at } },
  });
});

it('answers a repeat with the same name, whatever happened since', async () => {
  await other.act(edit({ phone: { from: '', to: '601000111' } }));
  const operation = device.operation(edit({ phone: { from: '', to: '602000111' } }));
  const first = await device.send([operation]);
  await other.act(edit({ phone: { from: '601000111', to: '603000111' } }));
  const again = await device.send([operation]);
  expect((again.body as { results: unknown }).results).toEqual((first.body as { results: unknown }).results);
});
