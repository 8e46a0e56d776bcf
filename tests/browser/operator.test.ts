import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  NAME,
  type OperatorServer,
  openBrowser,
  PASSWORD,
  PDF,
  startOperatorServer,
} from '../../mplatform/server/operator-page/testing.ts';
import { enrolDevice } from '../../mplatform/server/testing.ts';
import { openPage } from './app.ts';
import { stumbles } from './measure.ts';

let server: OperatorServer;
beforeEach(async () => {
  server = await startOperatorServer();
  // Something of everything, so that no page is looked at empty.
  const device = await enrolDevice(server);
  await device.act(
    { kind: 'ticket.take', target: 't-115', args: {} },
    { kind: 'ticket.addNote', target: 't-80', args: { text: 'Detalista prosi o termin po weekendzie.' } },
    { kind: 'ticket.editCompany', target: 't-80', args: { fields: { phone: { from: '', to: '601000222' } } } },
    { kind: 'subTicket.take', target: 's-901', args: {} },
    { kind: 'ticket.exportToBackoffice', target: 't-80', args: {} },
  );
  const operator = openBrowser(server.address);
  await operator.logIn();
  await operator.post(
    '/operator/materials',
    { title: 'PC-POS 7.2: pierwsze kroki', description: 'Dla sprzedawców', versions: '7.2', file: PDF() },
    { multipart: true },
  );
  await operator.post('/operator/tickets/t-109/withdraw', { reason: 'deadline', dealer: 'nobody' });
  await operator.post('/operator/tickets/t-115/backoffice', {
    state: 'returned',
    message: 'Brak podpisu na drugiej stronie umowy.',
  });
});
afterEach(() => server.close());

const PAGES = [
  '',
  'tickets',
  'tickets/new',
  'tickets/t-80',
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
  'nothing',
];

it.each([
  ['till', 1024, 768, false],
  ['laptop', 1440, 900, true],
] as const)(
  'every page of the operator’s is usable by everyone, in both languages, on a %s',
  async (name, width, height, dark) => {
    const { page, complaints, shot, close } = await openPage(`${server.address}/operator/login`, {
      width,
      height,
      dark,
      touch: !dark,
    });
    const faults: string[] = [];
    try {
      for (const language of ['pl', 'en']) {
        await page.goto(`${server.address}/operator/login?lang=${language}`);
        if (language === 'pl') {
          await shot(`operator-${name}-login`);
          await page.keyboard.press('Tab');
          await page.locator('#name').focus();
          await page.keyboard.type(NAME);
          await page.keyboard.press('Tab');
          await page.keyboard.type(PASSWORD);
          await page.keyboard.press('Enter');
          await page.getByRole('heading', { name: 'Przegląd' }).waitFor();
        }
        for (const path of PAGES) {
          await page.goto(`${server.address}/operator/${path}`);
          const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
          expect(violations.map((v) => `${path} ${language}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
          for (const fault of await stumbles(page, !dark)) faults.push(`${path} ${language}: ${fault}`);
          // The longer language, enlarged to 200 %.
          if (language === 'pl' && !dark) {
            await page.setViewportSize({ width: width / 2, height: height / 2 });
            for (const fault of await stumbles(page, true)) faults.push(`${path} at 200%: ${fault}`);
            await page.setViewportSize({ width, height });
          }
          await shot(`operator-${name}-${language}-${path.replace(/\W+/g, '-') || 'overview'}`);
        }
      }
      expect(faults).toEqual([]);
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
    } finally {
      await close();
    }
  },
);

it('adds a ticket by the keyboard alone, is led to what is wrong, and shuts a device out', async () => {
  const { page, shot, close } = await openPage(`${server.address}/operator/login`, { width: 1024, height: 768 });
  try {
    await page.locator('#name').fill(NAME);
    await page.locator('#password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    // The first stop of the keyboard skips the sections.
    await page.waitForURL(/\/operator$/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.goto(`${server.address}/operator/tickets/new`);
    const typed = {
      crmId: '301',
      nip: '7974569438',
      name: 'Sklep Klawisz',
      street: 'ul. Nowa 2',
      postalCode: '26-922',
      city: 'Sieciechów',
    };
    await page.locator('#crmId').focus();
    for (const text of Object.values(typed)) {
      await page.keyboard.type(text);
      await page.keyboard.press('Tab');
    }
    await page.locator('#dealer').focus();
    await page.keyboard.type('Dealer A');
    await page.locator('#punktId-0').focus();
    await page.keyboard.type('960');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await shot('operator-till-pl-wrong');
    await alert.getByRole('link').first().press('Enter');
    expect(await page.evaluate('location.hash')).toBe('#nip');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
    await page.locator('#nip').fill('7974569439');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Sklep Klawisz');

    await page.goto(`${server.address}/operator/devices`);
    await page.getByRole('link', { name: 'Laptop' }).press('Enter');
    const revoke = page.getByText('Cofnij dostęp…');
    await revoke.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cofnij dostęp urządzenia Laptop' }).press('Enter');
    await page.getByRole('status').waitFor();
    await shot('operator-till-pl-revoked');
    expect(await page.getByText('dostęp cofnięty').count()).toBeGreaterThan(0);
  } finally {
    await close();
  }
});
