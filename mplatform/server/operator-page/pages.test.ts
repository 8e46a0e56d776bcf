import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../../domain/text.ts';
import { call, enrolDevice } from '../testing.ts';
import { ask } from '../testing-files.ts';
import { type Browser, NAME, type OperatorServer, openBrowser, PDF, startOperatorServer } from './testing.ts';

let server: OperatorServer;
let browser: Browser;
beforeEach(async () => {
  server = await startOperatorServer();
  browser = openBrowser(server.address);
  expect((await browser.logIn()).status).toBe(303);
});
afterEach(() => server.close());

const deeds = async () =>
  (await server.store.read((tx) => tx.audit(undefined, 50))).map((e) => [e.by, e.action, e.target, e.detail]);

describe.each(languages)('in %s', (language) => {
  it('every section has its page, with a title and in that language', async () => {
    await browser.get(`/operator/?lang=${language}`);
    for (const path of [
      '',
      'tickets',
      'tickets/new',
      'tickets/t-115',
      'operations',
      'devices',
      'dealers',
      'dealers/101',
      'price-lists',
      'price-lists/cennik-szkoleniowy',
      'profiles',
      'templates',
      'materials',
      'settings',
      'audit',
      'account',
    ]) {
      const { status, text } = await browser.get(`/operator/${path}`);
      expect([path, status]).toEqual([path, 200]);
      expect(text).toContain(`<html lang="${language}">`);
      expect(text).toMatch(/<h1>[^<]+<\/h1>/);
      // A key that has no text would stand there as itself; a place that was not filled, in braces.
      expect(text.replace(/<pre[\s\S]*?<\/pre>/g, '')).not.toMatch(/>[a-z][A-Za-z]+\.(?!pdf)[a-zA-Z.-]+<|\{[a-z]+\}/);
    }
  });
});

it('shows what technicians did, and refused operations with their reason and as they were sent', async () => {
  const device = await enrolDevice(server);
  const [, refused] = await device.act(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'subTicket.take', target: 's-901', args: {} },
  );
  const overview = (await browser.get('/operator/')).text;
  expect(overview).toContain('Laptop');
  expect(overview).toContain(`/operator/operations/${refused?.id}`);
  const one = (await browser.get(`/operator/operations/${refused?.id}`)).text;
  expect(one).toContain('Podjęcie podzgłoszenia');
  expect(one).toContain('&quot;target&quot;: &quot;s-901&quot;');
  const applied = (await browser.get('/operator/operations?outcome=applied&ticket=t-115')).text;
  expect(applied).toContain('Podjęcie zgłoszenia');
  expect(applied).not.toContain('s-901');
  expect((await browser.get('/operator/operations?device=nobody')).text).toContain('Nie ma takich operacji');
});

it('finds tickets by search and filters, a page at a time', async () => {
  const names = async (query: string) => {
    const { text } = await browser.get(`/operator/tickets?${query}`);
    return [...text.matchAll(/href="\/operator\/tickets\/(t-\d+)"/g)].map((m) => m[1]);
  };
  expect(await names('search=sieciechow')).toEqual(['t-115']);
  expect(await names('dealer=102')).toEqual(['t-204']);
  expect(await names('status=suspended')).toEqual(['t-93']);
  expect(await names('only=late')).toEqual(['t-109', 't-93', 't-61']);
  expect(await names('size=10')).toHaveLength(10);
  // What is no number of a page is the first one.
  expect(await names('size=1000000&page=-3')).toHaveLength(10);
});

it('takes a ticket away and gives it to another dealer, whose devices get it and the former ones the reason', async () => {
  const device = await enrolDevice(server);
  const { end } = await device.changes();
  const given = await browser.post('/operator/tickets/t-115/withdraw', { reason: 'deadline', dealer: '102' });
  expect([given.status, given.headers.get('location')]).toEqual([303, '/operator/tickets/t-115?done=ticket.withdraw']);
  expect((await device.changes(end.cursor)).changes).toMatchObject([
    { id: 't-115', removed: true, reason: 'deadline' },
    { id: 's-735', removed: true, reason: 'deadline' },
  ]);
  expect((await browser.get(given.headers.get('location') ?? '')).text).toContain('Dealer Beta');
  expect(await deeds()).toContainEqual([NAME, 'ticket.withdraw', 't-115', 'deadline: 101 → 102']);
  for (const fields of [
    { reason: 'whim', dealer: '101' },
    { reason: 'deadline', dealer: '999' },
    { reason: 'deadline', dealer: '102' },
    {},
  ] as readonly Record<string, string>[])
    expect((await browser.post('/operator/tickets/t-115/withdraw', fields)).status).toBe(422);
  expect(await deeds()).toHaveLength(3);
});

it('answers for Backoffice, with a message where documents are returned', async () => {
  const path = '/operator/tickets/t-115/backoffice';
  expect((await browser.post(path, { state: 'returned', message: ' ' })).status).toBe(422);
  expect((await browser.post(path, { state: 'returned', message: 'Brak podpisu na umowie.' })).status).toBe(303);
  const ticket = await server.store.read((tx) => tx.row('ticket', 't-115'));
  expect(ticket?.data.backoffice).toMatchObject({ state: 'returned', message: 'Brak podpisu na umowie.' });
  expect((await browser.post('/operator/tickets/t-80/backoffice', { state: 'accepted', message: '' })).text).toContain(
    'nie wyeksportowano',
  );
});

const TICKET = {
  crmId: '300',
  nip: '797-456-94-39',
  name: 'Sklep Nowy',
  street: 'ul. Nowa 1',
  postalCode: '26922',
  city: 'Sieciechów',
  dealer: '101',
  openedOn: '2026-11-20',
  points: '2',
  'punktId-0': '950',
  'punktId-1': '951',
  'name-1': 'Sklep Drugi',
  'purchase-0': '2',
};

it('adds a ticket with its points of sale, which the dealer’s technician then takes', async () => {
  const added = await browser.post('/operator/tickets/new', TICKET);
  expect([added.status, added.headers.get('location')]).toEqual([303, '/operator/tickets/t-300?done=ticket.add']);
  const dossier = await server.store.read((tx) => tx.dossierOfTicket('t-300'));
  expect(dossier?.ticket.data.company).toMatchObject({ nip: '7974569439', postalCode: '26-922' });
  expect(dossier?.subTickets.map((s) => [s.data.punktId, s.data.pointOfSale.name, s.data.stations.purchase])).toEqual([
    ['950', 'Sklep Nowy', 2],
    ['951', 'Sklep Drugi', 0],
  ]);
  const device = await enrolDevice(server);
  expect((await device.act({ kind: 'ticket.take', target: 't-300', args: {} }))[0]?.outcome).toBe('applied');
});

it.each([
  ['a NIP with a wrong check digit', { nip: '7974569438' }, 'nip'],
  ['no company', { name: ' ' }, 'name'],
  ['a postal code of four digits', { postalCode: '2692' }, 'postalCode'],
  ['a dealer that is none', { dealer: '999' }, 'dealer'],
  ['a day to come', { openedOn: '2026-11-24' }, 'openedOn'],
  ['a ticket that is there', { id: 't-115' }, 'id'],
  ['one point twice', { 'punktId-1': '950' }, 'punktId-1'],
  ['a point of a ticket that goes on', { 'punktId-0': '735' }, 'punktId-0'],
  ['a point of letters', { 'punktId-0': 'abc' }, 'punktId-0'],
  ['a number that would leave the address', { id: '../x' }, 'id'],
  ['half a station', { 'purchase-0': '0.5' }, 'purchase-0'],
  ['a name without end', { name: 'x'.repeat(201) }, 'name'],
])('refuses a ticket with %s at its field, keeps what was typed, and saves nothing', async (_, change, field) => {
  const { status, text } = await browser.post('/operator/tickets/new', { ...TICKET, ...change });
  expect(status).toBe(422);
  expect(text).toContain(`<a href="#${field}">`);
  expect(text).toMatch(new RegExp(`id="${field}"[^>]*aria-invalid="true"`));
  expect(text).toContain('value="ul. Nowa 1"');
  expect(await server.store.read((tx) => tx.row('ticket', 't-300'))).toBeUndefined();
});

it('makes dealers and technicians, and shows an enrolment code once, with which a machine enrols', async () => {
  expect((await browser.post('/operator/dealers', { id: 'gamma', name: 'Dealer Gamma' })).status).toBe(303);
  for (const id of ['gamma', 'nobody', '*', '../x', ''])
    expect((await browser.post('/operator/dealers', { id, name: 'X' })).status).toBe(422);
  expect((await browser.post('/operator/dealers/gamma/technicians', { id: 'g-1', name: 'Ola' })).status).toBe(303);
  expect((await browser.post('/operator/dealers/101/technicians', { id: 'g-1', name: 'Ola' })).status).toBe(422);
  expect((await browser.post('/operator/dealers/none/technicians', { id: 'g-2', name: 'Ola' })).status).toBe(404);
  const { status, text, headers } = await browser.post('/operator/technicians/g-1/code');
  const code = /class="secret">([A-Z0-9-]+)</.exec(text)?.[1] ?? '';
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  const device = await enrolDevice(server, 'machine-0009', code);
  expect(device.enrolment.technician).toMatchObject({ id: 'g-1', dealerName: 'Dealer Gamma' });
  expect(JSON.stringify(await deeds())).not.toContain(code.replaceAll('-', ''));
});

it('shuts a device out at once', async () => {
  const device = await enrolDevice(server);
  const { deviceId } = device.enrolment;
  expect((await browser.post(`/operator/devices/${deviceId}/revoke`)).status).toBe(303);
  expect((await device.send([])).code).toBe('auth.revoked');
  expect((await browser.get(`/operator/devices/${deviceId}`)).text).toContain('dostęp cofnięty');
});

it('tells a device that signed itself off from one that was shut out', async () => {
  const device = await enrolDevice(server);
  const { deviceId } = device.enrolment;
  expect((await call(server.address, 'signOff', { token: device.token })).status).toBe(204);
  const { text } = await browser.get(`/operator/devices/${deviceId}`);
  expect(text).toContain('wyrejestrowane przez technika');
  expect(text).not.toContain('dostęp cofnięty');
  expect((await browser.get('/operator/devices')).text).toContain('wyrejestrowane przez technika');
});

it('shuts a device out that had signed itself off before, and writes it down', async () => {
  const device = await enrolDevice(server);
  const { deviceId } = device.enrolment;
  await call(server.address, 'signOff', { token: device.token });
  expect((await browser.get(`/operator/devices/${deviceId}`)).text).toContain(`/devices/${deviceId}/revoke`);
  expect((await browser.post(`/operator/devices/${deviceId}/revoke`)).status).toBe(303);
  const { text } = await browser.get(`/operator/devices/${deviceId}`);
  expect(text).toContain('dostęp cofnięty');
  expect(text).not.toContain('wyrejestrowane przez technika');
  expect(text).not.toContain(`/devices/${deviceId}/revoke`);
  expect(await deeds()).toContainEqual(expect.arrayContaining(['device.revoke', deviceId]));
  // Neither its repeat nor the code that lets in who went by itself.
  expect((await call(server.address, 'signOff', { token: device.token })).code).toBe('auth.revoked');
  await expect(enrolDevice(server)).rejects.toThrow();
});

it('sets what tills are told, keeps it over a restart, and goes back to its own address', async () => {
  const setting = async () => (await server.store.read((tx) => tx.row('setting', 'pcpos')))?.data;
  expect(
    (await browser.post('/operator/settings', { serverAddress: 'https://mplatform.example.com', helpLine: '22 000 00 00' }))
      .status,
  ).toBe(303);
  expect(await setting()).toMatchObject({ serverAddress: 'https://mplatform.example.com', helpLine: '22 000 00 00' });
  for (const serverAddress of ['ftp://x', 'https://x/y', 'https://a@b', 'javascript:alert(1)', 'x'])
    expect([serverAddress, (await browser.post('/operator/settings', { serverAddress, helpLine: '1' })).status]).toEqual([
      serverAddress,
      422,
    ]);
  await server.restart();
  expect(await setting()).toMatchObject({ serverAddress: 'https://mplatform.example.com', helpLine: '22 000 00 00' });
  browser = openBrowser(server.address);
  await browser.logIn();
  await browser.post('/operator/settings', { serverAddress: '', helpLine: '22 000 00 00' });
  expect(await setting()).toMatchObject({ serverAddress: server.address });
});

it('hands out a ticket’s file, writes down who took it, and no file that the ticket does not name', async () => {
  const ticket = await server.store.read((tx) => tx.row('ticket', 't-115'));
  const named = ticket?.data.files[0]?.sha256;
  // Named, but its bytes were never sent: the training data has none.
  expect((await browser.get(`/operator/tickets/t-115/files/${named}`)).status).toBe(404);
  const device = await enrolDevice(server);
  await browser.post('/operator/materials', { title: 'M', file: PDF('z') }, { multipart: true });
  const [material] = await server.store.read((tx) => tx.rowsOfKind('material', ['*', '*']));
  const { sha256 = '', size = 0 } = material?.data ?? {};
  expect((await browser.get(`/operator/tickets/t-80/files/${sha256}`)).status).toBe(404);
  await ask(server.address, 'HEAD', `/v1/files/${sha256}`, { token: device.token });
  const [attached] = await device.act({
    kind: 'ticket.attachFile',
    target: 't-80',
    args: { kind: 'quote', sha256, name: 'w.pdf', size },
  });
  expect(attached?.outcome).toBe('applied');
  const got = await browser.get(`/operator/tickets/t-80/files/${sha256}`);
  expect([got.status, got.headers.get('content-type'), got.headers.get('content-disposition')?.slice(0, 10)]).toEqual([
    200,
    'application/pdf',
    'attachment',
  ]);
  expect(await deeds()).toContainEqual([NAME, 'ticket.file', 't-80', 'w.pdf']);
});

it('is not there unless it is asked for', async () => {
  const plain = await startOperatorServer({ operatorPage: undefined } as never);
  expect((await fetch(`${plain.address}/operator/login`)).status).toBe(404);
  await plain.close();
});
