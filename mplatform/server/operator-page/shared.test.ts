import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { enrolDevice } from '../testing.ts';
import { ask } from '../testing-files.ts';
import { type Browser, type OperatorServer, openBrowser, PDF, startOperatorServer } from './testing.ts';

/** What every device is given: price lists, profiles, templates, materials. */

let server: OperatorServer;
let browser: Browser;
beforeEach(async () => {
  server = await startOperatorServer();
  browser = openBrowser(server.address);
  expect((await browser.logIn()).status).toBe(303);
});
afterEach(() => server.close());

const ITEMS =
  'id;nazwa;grupa;jednostka;cena netto;VAT\nkasa;"Kasa ""PRO""; duża";Sprzęt;szt.;1 234,50;23\ndojazd;Dojazd;usługa;km;;23 %\n';
const LIST = { name: 'Cennik 2027', id: 'c-2027', validFrom: '2027-01-01', validUntil: '', items: ITEMS, offers: '' };

it('adds a price list from a form, with offers, to every device', async () => {
  const offers = 'id;nazwa;pozycje;stanowiska;rabat;od;do\nzima;Zima;kasa;zakup;33,3;2027-01-01;2027-02-28\n';
  const added = await browser.post('/operator/price-lists', { ...LIST, offers }, { multipart: true });
  expect(added.status).toBe(303);
  const list = (await server.store.read((tx) => tx.row('priceList', 'c-2027')))?.data;
  expect(list?.items).toEqual([
    { id: 'kasa', name: 'Kasa "PRO"; duża', group: 'hardware', unit: 'szt.', unitNet: 123_450, vat: 23 },
    { id: 'dojazd', name: 'Dojazd', group: 'service', unit: 'km', unitNet: null, vat: 23 },
  ]);
  expect(list?.offers[0]).toMatchObject({ discount: 333, stations: 'purchase', items: ['kasa'] });
  expect((await browser.post('/operator/price-lists', LIST, { multipart: true })).text).toContain('już był');
  expect((await browser.post('/operator/shared/priceList/c-2027/withdraw')).status).toBe(303);
  expect((await browser.get('/operator/price-lists/c-2027')).status).toBe(404);
  // A quote may name it for ever.
  expect((await browser.post('/operator/price-lists', LIST, { multipart: true })).status).toBe(422);
});

it('names every line of a price list that is wrong, and saves nothing of it', async () => {
  const items = `${ITEMS}a;A;meble;szt.;1;23\nb;B;sprzet;szt.;dużo;23\nc;C;sprzet;szt.;1;7\nkasa;D;sprzet;szt.;1;23\n;E;sprzet;szt.;1;23\n`;
  const { status, text } = await browser.post('/operator/price-lists', { ...LIST, items }, { multipart: true });
  expect(status).toBe(422);
  for (const said of [
    'Wiersz 4: nie ma grupy „meble”',
    'Wiersz 5: „dużo” nie jest ceną',
    'Wiersz 6: „7” nie jest stawką',
    'Wiersz 8: nieprawidłowe kolumny: id',
  ])
    expect(text).toContain(said);
  const twice = await browser.post(
    '/operator/price-lists',
    { ...LIST, items: `${ITEMS}kasa;D;sprzet;szt.;1;23\n` },
    { multipart: true },
  );
  expect(twice.text).toContain('Pozycja kasa jest dwa razy');
  const lost = 'id;nazwa;pozycje;stanowiska;rabat;od;do\nx;X;czegos-nie-ma;zakup;10;2027-03-01;2027-02-01\n';
  const offers = (await browser.post('/operator/price-lists', { ...LIST, offers: lost }, { multipart: true })).text;
  expect(offers).toContain('pozycję czegos-nie-ma');
  expect(await server.store.read((tx) => tx.row('priceList', 'c-2027'))).toBeUndefined();
});

it('takes a price list as a JSON file, a CSV of a Polish spreadsheet, and says where a file is wrong', async () => {
  const whole = (value: unknown) => ({ whole: new File([typeof value === 'string' ? value : JSON.stringify(value)], 'c.json') });
  const list = {
    id: 'c-json',
    name: 'J',
    validFrom: '2027-01-01',
    validUntil: null,
    items: [{ id: 'a', name: 'A', group: 'service', unit: 'szt.', unitNet: 1, vat: 8 }],
    offers: [],
  };
  expect((await browser.post('/operator/price-lists', whole(list), { multipart: true })).status).toBe(303);
  const wrong = await browser.post('/operator/price-lists', whole({ ...list, id: 'x', items: [{ ...list.items[0], vat: 9 }] }), {
    multipart: true,
  });
  expect(wrong.text).toContain('W miejscu items[1].vat');
  expect((await browser.post('/operator/price-lists', whole('{'), { multipart: true })).text).toContain('To nie jest JSON');
  // Windows-1250: `usługa` with its own ł.
  const bytes = new Uint8Array([...Buffer.from('id;nazwa;grupa;jednostka;cena;VAT\nd;D;us'), 0xb3, ...Buffer.from('uga;km;;23')]);
  const csv = { ...LIST, id: 'c-csv', items: '', itemsFile: new File([bytes], 'c.csv') };
  expect((await browser.post('/operator/price-lists', csv, { multipart: true })).status).toBe(303);
});

it('saves a profile of PC-POS from a form, and refuses one that would write outside PC-POS’s own folder', async () => {
  const profile = {
    id: 'p-1',
    name: 'Profil',
    version: '1',
    file: 'pcpos7.conf',
    encoding: 'windows-1250',
    section: 'MP',
    active: '',
    server: 'Addr',
    stores: 'Ids',
    storeSeparator: ',',
    on: 'Y',
    off: 'N',
    pcposVersions: '7.1, 7.2',
    verified: 'yes',
  };
  expect((await browser.post('/operator/profiles', profile, { multipart: true })).status).toBe(303);
  const saved = (await server.store.read((tx) => tx.row('pcposProfile', 'p-1')))?.data;
  expect(saved).toMatchObject({
    pcposVersions: ['7.1', '7.2'],
    verified: true,
    keys: { active: null, server: 'Addr', stores: 'Ids' },
  });
  for (const [change, field] of [
    [{ file: '..\\windows\\x' }, 'file'],
    [{ section: '' }, 'section'],
    [{ server: 'a:b' }, 'server'],
    [{ encoding: 'utf-7' }, 'encoding'],
    [{ id: '' }, 'id'],
  ] as const) {
    const { status, text } = await browser.post('/operator/profiles', { ...profile, ...change }, { multipart: true });
    expect([field, status, text.includes(`href="#${field}"`)]).toEqual([field, 422, true]);
  }
});

it('saves a document’s template only under a higher version than the one that is there', async () => {
  const template = { id: 'umowa', document: 'agreement', name: 'Umowa', version: 2, title: 'Umowa', blocks: [{ type: 'space' }] };
  const send = (value: unknown) => browser.post('/operator/templates', { json: JSON.stringify(value) }, { multipart: true });
  expect((await send(template)).status).toBe(303);
  expect((await send({ ...template, title: 'Inna' })).text).toContain('musi mieć wyższą');
  expect((await send({ ...template, version: 3, blocks: [{ type: 'script' }] })).text).toContain('W miejscu blocks[1].type');
  expect((await send({ ...template, version: 3 })).status).toBe(303);
});

it('puts a material on the shelf, where every technician of every dealer reads it until it is withdrawn', async () => {
  const fields = { title: 'Instrukcja 7.2', description: 'Krótka', versions: '7.2', file: PDF('instrukcja') };
  expect((await browser.post('/operator/materials', fields, { multipart: true })).status).toBe(303);
  const [row] = await server.store.read((tx) => tx.rowsOfKind('material', ['*', '*']));
  const digest = createHash('sha256')
    .update(Buffer.from(await fields.file.arrayBuffer()))
    .digest('hex');
  expect(row?.data).toMatchObject({ title: 'Instrukcja 7.2', sha256: digest, type: 'application/pdf', pcposVersions: ['7.2'] });
  const foreign = await server.mplatform.operator.issueEnrolmentCode('technik-beta');
  const devices = [await enrolDevice(server), await enrolDevice(server, 'machine-0002', foreign.ok ? foreign.value : '')];
  const read = (token: string) => ask(server.address, 'GET', `/v1/files/${digest}`, { token });
  for (const { token } of devices) {
    const got = await read(token);
    expect([got.status, createHash('sha256').update(got.body).digest('hex')]).toEqual([200, digest]);
  }
  expect((await ask(server.address, 'GET', `/v1/files/${digest}`)).status).toBe(401);
  const page = await browser.get(`/operator/materials/${row?.id}/file`);
  expect(page.headers.get('content-disposition')).toContain('attachment; filename="Instrukcja 7.2.pdf"');
  await browser.post(`/operator/shared/material/${row?.id}/withdraw`);
  expect((await read(devices[0]?.token ?? '')).code).toBe('files.unknown');
});

it('refuses a material that is no document, or one cut short', async () => {
  for (const file of [new Blob(['<script>alert(1)</script>']), new Blob(['%PDF-1.7\nhalf']), new Blob([])])
    expect((await browser.post('/operator/materials', { title: 'X', file }, { multipart: true })).status).toBe(422);
});

it('lets only one of two operators at once add a list under a number', async () => {
  const other = openBrowser(server.address);
  await other.logIn();
  const answers = await Promise.all(
    [browser, other].map((who, i) => who.post('/operator/price-lists', { ...LIST, name: `Cennik ${i}` }, { multipart: true })),
  );
  expect(answers.map((a) => a.status).sort()).toEqual([303, 422]);
  const deeds = await server.store.read((tx) => tx.audit(undefined, 50));
  expect(deeds.filter((deed) => deed.action === 'priceList.add')).toHaveLength(1);
});
