import { expect, it } from 'vitest';
import { aSubTicket, aTicket } from '../../../tests/support/dossiers.ts';
import { readLine as readBytes } from './line.ts';

const readLine = (line: string) => readBytes(Buffer.from(line));

const written = (kind: string, id: string, data: object): string =>
  `{"seq":7,"kind":"${kind}","id":"${id}","version":3,"data":${JSON.stringify(data)}}`;

it('a row as M/platform writes it is checked and kept word for word', () => {
  const ticket = aTicket();
  expect(readLine(written('ticket', ticket.id, ticket))).toMatchObject({
    id: ticket.id,
    version: 3,
    bytes: Buffer.from(JSON.stringify(ticket)),
    listed: { name: ticket.company.name },
  });
  const subTicket = aSubTicket();
  expect(readLine(written('subTicket', subTicket.id, subTicket))).toMatchObject({ ticketId: '1042', punktId: '735' });
});

it('a row written in another order or with spaces means the same', () => {
  const { id, ...rest } = aTicket();
  const line = `{ "kind": "ticket", "data": ${JSON.stringify({ ...rest, id })}, "version": 3, "id": "${id}", "seq": 7 }`;
  expect(readLine(line)).toMatchObject({ kind: 'ticket', seq: 7, version: 3, data: aTicket() });
});

it('what says its data twice is read as JSON has it, never stored as it stands', () => {
  const ticket = aTicket();
  const twice = written('ticket', ticket.id, { ...ticket, city: 1 }).replace(/\}$/, `,"data":${JSON.stringify(ticket)}}`);
  expect(readLine(twice)).toMatchObject({ data: ticket });
  expect(readLine(twice)).not.toHaveProperty('bytes');
});

it('a row filed under another id, or that breaks the schema, is not taken as written', () => {
  expect(readLine(written('ticket', 'other', aTicket()))).not.toHaveProperty('bytes');
  expect(readLine(written('subTicket', '1042-1', { ...aSubTicket(), punktId: '0' }))).not.toHaveProperty('bytes');
  expect(readLine('{"seq":7')).toBeUndefined();
});
