import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import type { SubTicket, Ticket } from '../../domain/model/index.ts';
import { aDossier, anInvoice, readySubTicket, takenSubTicket, takenTicket } from '../support/dossiers.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

const fits = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page: app.page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await app.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
};
const button = (name: string | RegExp) => app.page.getByRole('button', { name });
const region = (name: string) => app.page.getByRole('region', { name, exact: true });
const box = (name: string | RegExp) => app.page.getByRole('checkbox', { name });
const recorded = () =>
  app.core
    .workplace()
    .store.viewRows.dossier('t-115')
    ?.dossier.subTickets.find(({ id }) => id === 's-735')?.training;

/** At the shop: ticket and sub-ticket taken, the training open. */
async function atTraining(size: Parameters<typeof openSyncApp>[0]): Promise<void> {
  app = await openSyncApp(size);
  app.do({ kind: 'ticket.take', target: 't-115', args: {} });
  app.do({ kind: 'subTicket.take', target: 's-735', args: {} });
  await app.sync();
  await app.go('/tickets/t-115/sub-tickets/s-735');
  await app.page.getByRole('tab', { name: /Szkolenie/ }).click();
  await region('Szkolenie detalisty').waitFor();
}

async function draw(): Promise<void> {
  const field = app.page.getByRole('img', { name: /^Pole podpisu/ });
  await field.scrollIntoViewIfNeeded();
  const at = await field.boundingBox();
  if (at === null) throw new Error('no field to sign on');
  const { mouse } = app.page;
  await mouse.move(at.x + 40, at.y + at.height * 0.7);
  await mouse.down();
  for (let i = 1; i <= 20; i += 1) await mouse.move(at.x + 40 + i * 12, at.y + at.height * (0.5 + 0.25 * Math.sin(i)));
  await mouse.up();
}

it.each([
  ['laptop', { width: 1440, height: 900 }],
  ['till', { width: 1024, height: 768, dark: true }],
] as const)(
  'a training is ticked off, survives a reload, is signed and shown with its signature, on a %s',
  async (name, size) => {
    await atTraining(size);
    const { page, shot } = app;
    const section = region('Szkolenie detalisty');
    await section.getByText('odhaczone: 0 z').waitFor();
    expect(await button('Potwierdź szkolenie').isDisabled()).toBe(true);
    await fits();
    await shot(`handover-01-empty-${name}`);

    await box(/^Do czego służy M\/platform/).check();
    // By keyboard alone, the next one.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await box('Kopia podpisanej wyceny').check();
    await page.getByRole('textbox', { name: 'Imię i nazwisko detalisty' }).fill('Jan Sam');
    await draw();
    await page.getByText(/^Szkic zapisany na tym komputerze/).waitFor();
    await page.reload();
    await page.getByRole('tab', { name: /Szkolenie/ }).click();
    await section.getByText('odhaczone: 2 z').waitFor();
    expect(await box('Kopia podpisanej wyceny').isChecked()).toBe(true);
    await page.getByRole('img', { name: 'Pole podpisu: Potwierdzenie detalisty. Podpis jest narysowany.' }).waitFor();
    await section.getByText(/nieodhaczon/).waitFor();
    await fits();
    await shot(`handover-02-signed-${name}`);

    await button('Potwierdź szkolenie').click();
    await section.getByText('Przeszkolono: Jan Sam').waitFor();
    await section.getByRole('img', { name: 'Podpis: Jan Sam' }).waitFor();
    await section.getByText('Kopia podpisanej wyceny').waitFor();
    expect(await section.getByRole('img', { name: 'Omówiono', exact: true }).count()).toBe(2);
    await fits();
    await section.scrollIntoViewIfNeeded();
    await shot(`handover-03-recorded-${name}`);
    expect(recorded()).toMatchObject({
      retailerName: 'Jan Sam',
      checklist: { done: ['zamowienia', 'punkt-id'], left: ['kopia-wyceny'] },
      signature: { width: 1000, height: 300 },
    });
    await app.sync();
    expect(recorded()?.signature?.strokes.flat().length).toBeGreaterThan(20);
    expect(app.complaints).toEqual([]);
  },
);

it('without a line what was confirmed is taken back by one button, and is there to be gone on with', async () => {
  await atTraining({});
  const { page, shot } = app;
  app.line('gone');
  await app.sync();
  await box(/^Do czego służy/).check();
  await page.getByRole('textbox', { name: 'Imię i nazwisko detalisty' }).fill('Maria Sam');
  // Who cannot draw confirms by name.
  await page.getByText('Podpisuję nazwiskiem').click();
  expect(await button('Potwierdź szkolenie').isDisabled()).toBe(true);
  await box(/Wpisane „Maria Sam” jest moim potwierdzeniem/).check();
  await button('Potwierdź szkolenie').click();
  await page.getByText('Potwierdzono imieniem i nazwiskiem: Maria Sam.').waitFor();
  await page.getByText('Potwierdzono szkolenie w punkcie 735.').waitFor();
  await fits();
  await shot('handover-04-undo');
  // In view, wherever on the page one stands.
  expect(
    await button('Cofnij').evaluate((it) => {
      const { top, bottom } = it.getBoundingClientRect();
      return top >= 0 && bottom <= (it.ownerDocument.defaultView?.innerHeight ?? 0);
    }),
  ).toBe(true);
  await button('Cofnij').click();
  await page.getByText('Potwierdzono szkolenie w punkcie 735.').waitFor({ state: 'hidden' });
  await region('Szkolenie detalisty').getByText('odhaczone: 1 z').waitFor();
  expect(await page.getByRole('textbox', { name: 'Imię i nazwisko detalisty' }).inputValue()).toBe('Maria Sam');
  expect(recorded()).toBeNull();

  // Suspended by mistake: the same way back, and the reason stands on the page until then.
  await button('Zawieś podzgłoszenie').click();
  await page.getByRole('textbox', { name: 'Powód' }).fill('Detalista wyjechał');
  await page.getByRole('dialog').getByRole('button', { name: 'Zawieś podzgłoszenie' }).click();
  await page.getByText('Powód zawieszenia: Detalista wyjechał').waitFor();
  await shot('handover-05-suspended');
  await fits();
  await button('Cofnij').click();
  await page.getByText('Powód zawieszenia:').waitFor({ state: 'hidden' });
  app.line('good');
  await app.sync();
  await app.sync();
  expect(app.core.workplace().store.operations.waiting()).toBe(0);
  expect(recorded()).toBeNull();
});

it('two windows do not write over each other’s ticks', async () => {
  await atTraining({});
  const { page } = app;
  await box(/^Do czego służy/).check();
  await page.getByText(/^Szkic zapisany na tym komputerze/).waitFor();
  const { retailerTraining } = app.core.workplace();
  const view = retailerTraining.view('s-735');
  if (!view.ok || view.value.draft.typed === null) throw new Error('no draft');
  const { version, typed } = view.value.draft;
  retailerTraining.saveDraft('s-735', version, { ...typed, done: ['punkt-id'] });
  await box(/^Jakie dane kasa/).check();
  await page.getByText(/zmieniono o .* w drugim oknie programu/).waitFor();
  await fits();
  await button('Weź szkic z drugiego okna').click();
  await expect.poll(() => box(/^Czym jest punkt ID/).isChecked()).toBe(true);
  expect(await box(/^Do czego służy/).isChecked()).toBe(false);
});

const technician = { technicianId: 'technik-szkolenie', dealerId: '101' };
const closed = (change: Partial<SubTicket>): SubTicket =>
  readySubTicket({ technicianId: technician.technicianId, status: 'closed', closedAt: '2026-11-20T10:00:00.000Z', ...change });

/** A ticket with two points as M/platform has it, and the second one's closing open on the screen. */
async function atClosing(ticket: Partial<Ticket>, ...points: readonly SubTicket[]): Promise<void> {
  app = await openSyncApp({ width: 1024, height: 768 });
  const dossier = aDossier(takenTicket({ ...technician, ...ticket }), ...points);
  expect(await app.operator.addTicket(dossier)).toMatchObject({ ok: true });
  await app.sync();
  await app.go(`/tickets/1042/sub-tickets/${points.at(-1)?.id}`);
  if (points.at(-1)?.status !== 'resigned') await app.page.getByRole('tab', { name: /Zamknięcie/ }).click();
}

it('the ticket that closed with its last point says so, and the protocol is offered', async () => {
  await atClosing({ status: 'closed', closedOn: '2026-11-20' }, closed({}));
  const { page, shot } = app;
  await page.getByText('Zgłoszenie zamknęło się samo.').waitFor();
  await region('Protokół odbioru')
    .getByRole('button', { name: /^Pokaż|^Obejrzyj|Podgląd/ })
    .first()
    .waitFor();
  await fits();
  await shot('handover-06-closed');
});

it('where a point resigned and less was invoiced than quoted, the way to a new quote is shown', async () => {
  await atClosing(
    {},
    closed({ id: '1042-1', invoice: anInvoice('FV/1', 100_000) }),
    takenSubTicket({ id: '1042-2', punktId: '9736', status: 'resigned', technicianId: technician.technicianId }),
  );
  const { page, shot } = app;
  await page.getByText('Zgłoszenie czeka na nową wycenę.').waitFor();
  await page.getByText(/1\s234,50\szł obejmowała też punkty, z których zrezygnowano \(9736\)/).waitFor();
  await fits();
  await shot('handover-07-quote-anew');
  await page.getByRole('link', { name: 'Zrób wycenę od nowa' }).click();
  await page.getByRole('heading', { name: /^Wycena: PPHU SAM/ }).waitFor();
});

it('each condition that is not met leads to the field where it is met', async () => {
  await atClosing(
    { openedOn: '2026-01-02', notes: [] },
    takenSubTicket({ technicianId: technician.technicianId, punktId: '735' }),
  );
  const { page, shot } = app;
  await region('Zamknięcie podzgłoszenia').waitFor();
  await fits();
  await shot('handover-08-gate');
  const back = page.url();
  await button('Przejdź: Szkolenie detalisty').click();
  await expect
    .poll(() => page.evaluate('document.activeElement?.closest("section")?.querySelector("h2")?.textContent'))
    .toBe('Szkolenie detalisty');
  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await button('Przejdź: Faktura zgodna z wyceną').click();
  await expect
    .poll(() => page.evaluate('document.activeElement?.closest("section")?.querySelector("h2")?.textContent'))
    .toBe('Faktura końcowa');
  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await button('Dodaj uwagę: Termin zachowany albo aktualna uwaga').click();
  await expect.poll(() => page.evaluate('document.activeElement?.tagName')).toBe('TEXTAREA');
  await shot('handover-09-note');
  await page.keyboard.type('Czekamy na drukarkę');
  await page.locator('form:has(textarea:focus)').getByRole('button').click();
  await page.goto(back);
  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await expect.poll(() => button('Dodaj uwagę: Termin zachowany albo aktualna uwaga').count()).toBe(0);
});
