import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../../mplatform/server/operator-page/routes.ts';
import { newToken } from '../../mplatform/server/operator-page/sessions.ts';
import {
  type Browser,
  type Fields,
  NAME,
  type OperatorServer,
  openBrowser,
  PASSWORD,
  PDF,
  startOperatorServer,
  tokenIn,
} from '../../mplatform/server/operator-page/testing.ts';
import { enrolDevice } from '../../mplatform/server/testing.ts';

/** What somebody who may not tries on the operator's pages, over real HTTP. */

let server: OperatorServer;
let browser: Browser;
beforeEach(async () => {
  server = await startOperatorServer();
  browser = openBrowser(server.address);
});
afterEach(() => server.close());

const concrete = (path: string): string =>
  `/operator${path}`
    .replace(/\/$/, '')
    .replace(':kind', 'priceList')
    .replace(':sha256', 'a'.repeat(64))
    .replace(
      ':id',
      path.startsWith('/tickets')
        ? 't-115'
        : path.startsWith('/dealers')
          ? '101'
          : path.startsWith('/technicians')
            ? 'technik-2'
            : 'cennik-szkoleniowy',
    );
const forms = routes.filter((r) => r.method === 'POST' && r.open !== true).map((r) => concrete(r.path));
const pages = routes.filter((r) => r.method === 'GET' && r.open !== true).map((r) => concrete(r.path));

/** All that a stranger must not be able to move. */
const everything = () =>
  server.store.read(async (tx) =>
    JSON.stringify([
      await tx.lastChange(),
      await tx.dealers(),
      await tx.techniciansOf('101'),
      await tx.account(NAME),
      await tx.audit(undefined, 100),
    ]),
  );

describe('without a login', () => {
  it.each(pages)('%s shows nothing but the way to the login', async (path) => {
    const { status, headers, text } = await browser.get(path);
    expect([status, headers.get('location'), text]).toEqual([303, '/operator/login', '']);
  });

  it.each(forms)('%s does nothing', async (path) => {
    const before = await everything();
    await browser.get('/operator/login');
    expect((await browser.post(path, { name: 'x', id: 'x' })).status).toBe(403);
    expect(await everything()).toBe(before);
  });

  it('does not even read a body: one without end is answered before it came', async () => {
    const url = new URL('/operator/materials', server.address);
    const status = await new Promise<number>((resolve, reject) => {
      const asking = request(url, {
        method: 'POST',
        headers: { origin: server.address, 'content-type': 'multipart/form-data; boundary=x', 'content-length': 20_000_000 },
      });
      asking.on('response', (response) => {
        resolve(response.statusCode ?? 0);
        asking.destroy();
      });
      asking.on('error', reject);
      asking.write('--x');
    });
    expect(status).toBe(403);
  });

  it('a device’s own token opens no page', async () => {
    const device = await enrolDevice(server);
    for (const path of ['/operator/', '/operator/tickets']) {
      const { status } = await browser.get(path, { authorization: `Bearer ${device.token}` });
      expect(status).toBe(303);
    }
  });
});

describe('a form', () => {
  beforeEach(async () => void (await browser.logIn()));

  it.each(forms)('%s is refused with no token, another’s, one from before the login, or an own made up', async (path) => {
    const other = openBrowser(server.address);
    await other.logIn();
    const tokens = ['', 'x', tokenIn((await other.get('/operator/account')).text) ?? '', newToken(randomBytes)];
    const before = await everything();
    for (const _form of tokens) {
      const { status, text } = await browser.post(path, { _form });
      expect([status, text.includes('nie należy do Twojej sesji')]).toEqual([403, true]);
    }
    expect(await everything()).toBe(before);
  });

  it.each(forms)(
    '%s is refused from another origin, from none, and where the browser says that it is cross-site',
    async (path) => {
      const _form = tokenIn((await browser.get('/operator/account')).text) ?? '';
      const before = await everything();
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: '' },
        { origin: server.address.replace('http', 'https') },
        { origin: `${server.address}.evil.example` },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ] as readonly Record<string, string>[])
        expect([headers, (await browser.post(path, { _form }, { headers })).status]).toEqual([headers, 403]);
      expect(await everything()).toBe(before);
    },
  );

  it('that is too large, of another type, with a field twice, or broken, is refused and changes nothing', async () => {
    const before = await everything();
    const _form = tokenIn((await browser.get('/operator/account')).text) ?? '';
    expect((await browser.post('/operator/dealers', { _form, id: 'x', name: 'x'.repeat(80_000) })).status).toBe(413);
    const large = new Blob([new Uint8Array(26 * 1024 * 1024)]);
    expect((await browser.post('/operator/materials', { _form, title: 'x', file: large }, { multipart: true })).status).toBe(413);
    const raw = (type: string, body: string) =>
      fetch(`${server.address}/operator/dealers`, {
        method: 'POST',
        redirect: 'manual',
        body,
        headers: {
          cookie: [...browser.cookies].map((c) => c.join('=')).join('; '),
          origin: server.address,
          'content-type': type,
        },
      });
    const encoded = encodeURIComponent(_form);
    for (const [type, body, status] of [
      ['application/json', JSON.stringify({ _form, id: 'x', name: 'x' }), 400],
      ['text/plain', `_form=${encoded}&id=x&name=x`, 400],
      ['application/x-www-form-urlencoded', `_form=${encoded}&id=x&id=y&name=x`, 400],
      ['multipart/form-data; boundary=x', '--y\r\nnonsense', 400],
      ['application/x-www-form-urlencoded', `_form=${encoded}&__proto__=x&constructor=y&id=&name=`, 422],
      ['application/x-www-form-urlencoded', Array.from({ length: 500 }, (_, i) => `f${i}=x`).join('&'), 400],
    ] as const) {
      const response = await raw(type, body);
      expect([type, response.status === 415 ? 400 : response.status]).toEqual([type, status]);
    }
    expect(await everything()).toBe(before);
  });
});

describe('text from outside', () => {
  const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}`;
  const bare = /<script|<img/i;

  it('stays text on every page, whoever wrote it and wherever it stands', async () => {
    await browser.logIn();
    const { mplatform } = server;
    await browser.post('/operator/dealers', { id: 'evil', name: EVIL });
    await browser.post('/operator/dealers/evil/technicians', { id: 'evil-t', name: EVIL });
    const ticket = {
      crmId: '666',
      nip: '7974569439',
      name: EVIL,
      street: EVIL,
      postalCode: '26-922',
      city: EVIL,
      representative: EVIL,
      dealer: 'evil',
      openedOn: '2026-11-20',
      points: '1',
      'punktId-0': '966',
      'name-0': EVIL,
      'caretaker-name': EVIL,
      'rms-name': EVIL,
      'contact-name': EVIL,
    };
    expect((await browser.post('/operator/tickets/new', ticket)).status).toBe(303);
    const items = `id;nazwa;grupa;jednostka;cena;VAT\na;"${EVIL.replaceAll('"', '""')}";software;szt.;1;23`;
    expect(
      (
        await browser.post(
          '/operator/price-lists',
          { name: EVIL, id: 'evil-c', validFrom: '2026-01-01', items },
          { multipart: true },
        )
      ).status,
    ).toBe(303);
    const template = {
      id: 'evil-d',
      document: 'quote',
      name: EVIL,
      version: 1,
      title: EVIL,
      blocks: [{ type: 'paragraph', text: EVIL }],
    };
    await browser.post('/operator/templates', { json: JSON.stringify(template) }, { multipart: true });
    const profile = {
      id: 'evil-p',
      name: EVIL,
      version: '1',
      file: 'a.conf',
      encoding: 'windows-1250',
      section: 'A',
      server: 'B',
      stores: 'C',
      storeSeparator: ',',
      on: 'Y',
      off: 'N',
      pcposVersions: '<b>',
    };
    expect((await browser.post('/operator/profiles', profile, { multipart: true })).status).toBe(303);
    await browser.post('/operator/materials', { title: EVIL, description: EVIL, file: PDF() }, { multipart: true });
    await browser.post('/operator/settings', { serverAddress: '', helpLine: EVIL });
    const code = await mplatform.operator.issueEnrolmentCode('evil-t');
    const device = await enrolDevice(server, 'machine-evil', code.ok ? code.value : '');
    await device.act(
      { kind: 'ticket.take', target: 't-666', args: {} },
      { kind: 'ticket.addNote', target: 't-666', args: { text: EVIL } },
      { kind: 'ticket.editCompany', target: 't-666', args: { fields: { name: { from: EVIL, to: `${EVIL}2` } } } },
      { kind: 'ticket.resign', target: 't-666', args: { note: EVIL } },
    );
    const operations = (await browser.get('/operator/operations')).text;
    const one = /\/operator\/operations\/([\w-]{36})/.exec(operations)?.[1];
    const material = /\/operator\/materials\/([\w-]{36})/.exec((await browser.get('/operator/materials')).text)?.[1];
    for (const path of [
      '',
      'tickets',
      `tickets?search=${encodeURIComponent(EVIL)}`,
      `tickets?dealer=${encodeURIComponent(EVIL)}`,
      'tickets/t-666',
      'tickets/new',
      'operations',
      `operations/${one}`,
      `operations?ticket=${encodeURIComponent(EVIL)}`,
      'devices',
      `devices?search=${encodeURIComponent(EVIL)}`,
      `devices/${device.enrolment.deviceId}`,
      'dealers',
      'dealers/evil',
      'price-lists',
      'price-lists/evil-c',
      'templates',
      'templates/evil-d',
      'profiles',
      'profiles/evil-p',
      'materials',
      `materials/${material}`,
      'settings',
      'audit',
      `nothing/${encodeURIComponent(EVIL)}`,
      `tickets/${encodeURIComponent(EVIL)}`,
      `?lang=${encodeURIComponent(EVIL)}`,
      `audit?done=${encodeURIComponent(EVIL)}`,
    ]) {
      const { text, headers } = await browser.get(`/operator/${path}`);
      expect([path, bare.exec(text)?.[0]]).toEqual([path, undefined]);
      // Outside of what stands in quotes, no tag has more than we gave it.
      expect([path, /<[^>]* on[a-z]+=/i.exec(text.replace(/"[^"]*"/g, '""'))?.[0]]).toEqual([path, undefined]);
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self';/);
    }
    // It was there, and not merely left out.
    expect((await browser.get('/operator/tickets/t-666')).text).toContain('&lt;script&gt;alert(1)');
  });

  it('stays text where a form comes back to be mended', async () => {
    await browser.logIn();
    const sent: readonly (readonly [string, Fields, boolean?])[] = [
      ['/operator/dealers', { id: EVIL, name: EVIL }],
      ['/operator/dealers/101/technicians', { id: EVIL, name: EVIL }],
      [
        '/operator/tickets/new',
        {
          crmId: EVIL,
          nip: EVIL,
          name: EVIL,
          dealer: EVIL,
          points: EVIL,
          id: EVIL,
          'punktId-0': EVIL,
          openedOn: EVIL,
          'purchase-0': EVIL,
          'rms-email': EVIL,
          regon: EVIL,
        },
      ],
      ['/operator/tickets/t-115/backoffice', { state: EVIL, message: EVIL }],
      ['/operator/tickets/t-115/withdraw', { reason: EVIL, dealer: EVIL }],
      [
        '/operator/price-lists',
        {
          id: EVIL,
          name: EVIL,
          validFrom: EVIL,
          validUntil: EVIL,
          items: `</textarea>${EVIL}`,
          offers: `id;nazwa;pozycje;stanowiska;rabat;od;do\n;${EVIL};;${EVIL};${EVIL};;`,
        },
        true,
      ],
      ['/operator/profiles', { id: EVIL, name: EVIL, file: EVIL, encoding: EVIL, storeSeparator: EVIL }, true],
      ['/operator/templates', { json: `</textarea>${EVIL}` }, true],
      ['/operator/templates', { json: JSON.stringify({ [EVIL]: 1 }) }, true],
      ['/operator/materials', { title: EVIL, versions: EVIL, description: `</textarea>${EVIL}` }, true],
      ['/operator/settings', { serverAddress: EVIL, helpLine: EVIL }],
      ['/operator/account/password', { old: EVIL, fresh: EVIL, again: 'x' }],
    ];
    for (const [path, fields, multipart = false] of sent) {
      const { status, text } = await browser.post(path, fields, { multipart });
      expect([path, status, bare.exec(text)?.[0]]).toEqual([path, 422, undefined]);
    }
    const login = await openBrowser(server.address).logIn(EVIL, EVIL);
    expect([login.status, bare.exec(login.text)?.[0], login.text.includes('alert(1)')]).toEqual([401, undefined, false]);
  });
});

describe('a session', () => {
  const cookie = 'mplatform-operator';

  it('is never one that was planted before the login', async () => {
    const planted = newToken(randomBytes);
    browser.cookies.set(cookie, planted);
    expect((await browser.logIn()).status).toBe(303);
    const own = browser.cookies.get(cookie);
    expect(own).not.toBe(planted);
    const thief = openBrowser(server.address);
    thief.cookies.set(cookie, planted);
    expect((await thief.get('/operator/')).status).toBe(303);
    expect((await browser.get('/operator/')).status).toBe(200);
  });

  it('is kept as a hash, in a cookie that no script reads and no other site sends', async () => {
    const answer = await browser.logIn();
    const own = browser.cookies.get(cookie) ?? '';
    expect(answer.headers.get('set-cookie')).toBe(`${cookie}=${own}; Path=/operator; HttpOnly; SameSite=Strict`);
    expect(await server.store.read((tx) => tx.session(own))).toBeUndefined();
    const password = (await server.store.read((tx) => tx.account(NAME)))?.password ?? '';
    expect(password).toMatch(/^scrypt\$\d+\$\d+\$\d+\$/);
    expect(password).not.toContain(PASSWORD);
  });

  it('ends half an hour after the last page, twelve hours after the login, by logging out, and with a new password', async () => {
    await browser.logIn();
    const open = async (who: Browser) => (await who.get('/operator/')).status === 200;
    server.clock.advance(29 * 60_000);
    expect(await open(browser)).toBe(true);
    server.clock.advance(31 * 60_000);
    expect(await open(browser)).toBe(false);
    await browser.logIn();
    for (let i = 0; i < 26; i += 1) {
      server.clock.advance(27 * 60_000);
      expect(await open(browser)).toBe(true);
    }
    server.clock.advance(27 * 60_000);
    expect(await open(browser)).toBe(false);
    await browser.logIn();
    const copy = openBrowser(server.address);
    copy.cookies.set(cookie, browser.cookies.get(cookie) ?? '');
    expect(await open(copy)).toBe(true);
    await browser.post('/operator/logout');
    expect([await open(browser), await open(copy)]).toEqual([false, false]);
    const [one, two] = [openBrowser(server.address), openBrowser(server.address)];
    await one.logIn();
    await two.logIn();
    const fresh = 'jagoda-na-polanie';
    expect((await one.post('/operator/account/password', { old: 'wrong-password', fresh, again: fresh })).status).toBe(422);
    expect((await one.post('/operator/account/password', { old: PASSWORD, fresh, again: fresh })).status).toBe(303);
    expect([await open(one), await open(two)]).toEqual([true, false]);
    expect((await openBrowser(server.address).logIn(NAME, fresh)).status).toBe(303);
    expect((await openBrowser(server.address).logIn()).status).toBe(401);
  });

  it('is not looked for under another name of the server, nor where a cookie comes twice', async () => {
    await browser.logIn();
    const own = browser.cookies.get(cookie);
    const asked = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request(new URL('/operator/', server.address), { headers }, (response) => resolve(response.statusCode ?? 0))
          .on('error', reject)
          .end();
      });
    expect(await asked({ cookie: `${cookie}=${own}` })).toBe(200);
    expect(await asked({ cookie: `${cookie}=${own}`, host: 'evil.example' })).toBe(421);
    expect(await asked({ cookie: `${cookie}=${own}`, host: '127.0.0.1.evil.example' })).toBe(421);
    expect(await asked({ cookie: `${cookie}=${newToken(randomBytes)}; ${cookie}=${own}` })).toBe(303);
  });

  it('travels over TLS alone where the server has a public address with TLS', async () => {
    const behind = await startOperatorServer({ publicAddress: 'https://mplatform.example' });
    const port = behind.mplatform.port;
    const set = await new Promise<string>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/operator/login', headers: { host: 'mplatform.example' } }, (r) =>
        resolve(String(r.headers['set-cookie'])),
      )
        .on('error', reject)
        .end();
    });
    expect(set).toMatch(/^__Host-mplatform-operator=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    await behind.close();
  });
});

describe('the login', () => {
  it('says the same to a wrong name and a wrong password, and takes as long', async () => {
    const slow = await startOperatorServer({ operatorPage: { passwordCost: { N: 16_384, r: 8, p: 1 }, callsAMinute: 10_000 } });
    // The account of the fixture is cheap; this one costs what the server's own cost.
    const changed = openBrowser(slow.address);
    await changed.logIn();
    await changed.post('/operator/account/password', { old: PASSWORD, fresh: 'malina-przy-plocie', again: 'malina-przy-plocie' });
    const spent: Record<string, number[]> = { known: [], unknown: [] };
    const bodies = new Set<string>();
    for (let i = 0; i < 12; i += 1) {
      for (const [kind, name] of [
        ['known', NAME],
        ['unknown', 'nobody'],
      ] as const) {
        const guest = openBrowser(slow.address);
        const begun = process.hrtime.bigint();
        const { status, text } = await guest.logIn(name, 'wrong-password');
        spent[kind]?.push(Number(process.hrtime.bigint() - begun) / 1e6);
        expect(status).toBe(401);
        bodies.add(text.replace(/value="[^"]*"/g, ''));
        slow.clock.advance(3_600_001);
      }
    }
    const median = (of: number[] = []) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;
    const [known, unknown] = [median(spent.known), median(spent.unknown)];
    // Without the work on nothing an unknown name would be answered in a tenth of the time.
    expect(unknown).toBeGreaterThan(known * 0.5);
    expect(unknown).toBeLessThan(known * 2);
    expect(bodies.size).toBe(1);
    await slow.close();
  });

  it('makes whoever guesses wait, twice as long each time, also with the right password, and lets others in', async () => {
    const guess = async (name: string, password: string) => {
      const { status, text } = await openBrowser(server.address).logIn(name, password);
      return status === 429 ? Number(/za (\d+) sekund/.exec(text)?.[1]) : status;
    };
    const wrong: number[] = [];
    for (let i = 0; i < 6; i += 1) wrong.push(await guess(NAME, `wrong-${i}`));
    expect(wrong).toEqual([401, 401, 401, 401, 401, 2]);
    expect(await guess(NAME, PASSWORD)).toBe(2);
    server.clock.advance(2000);
    expect([await guess(NAME, 'wrong'), await guess(NAME, PASSWORD)]).toEqual([401, 4]);
    // The other operator's name is not held up by it.
    expect(await guess('jan', 'wrong')).toBe(401);
    server.clock.advance(4000);
    expect(await guess(NAME, PASSWORD)).toBe(303);
    expect(await guess(NAME, PASSWORD)).toBe(303);
  });

  it('checks no more passwords at once than one after the other', async () => {
    const guests = Array.from({ length: 15 }, () => openBrowser(server.address));
    const statuses = await Promise.all(guests.map(async (guest, i) => (await guest.logIn(NAME, `guess-number-${i}`)).status));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(10);
  });

  it('is kept to so many calls a minute from one address', async () => {
    const few = await startOperatorServer({ operatorPage: { callsAMinute: 5 } });
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await openBrowser(few.address).get('/operator/login')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
    // Nor is anybody's session looked up without end, whichever page it is asked for with.
    const cookie = `mplatform-operator=${newToken(randomBytes)}`;
    for (const path of ['/operator', '/operator/nowhere', '/operator/dealers'])
      expect([path, (await fetch(few.address + path, { headers: { cookie }, redirect: 'manual' })).status]).toEqual([path, 429]);
    // The technicians' calls have accounts of their own.
    expect((await fetch(`${few.address}/v1/health`)).status).toBe(200);
    await few.close();
  });

  it('writes down logins and refusals, without what was typed', async () => {
    await browser.logIn('ewa', 'haslo-w-zlym-polu');
    await openBrowser(server.address).logIn('haslo-jako-nazwa', 'x');
    await browser.logIn();
    const text = (await browser.get('/operator/audit')).text;
    expect(text.match(/Odmowa zalogowania/g)).toHaveLength(2);
    expect(text).not.toMatch(/haslo/);
  });
});
