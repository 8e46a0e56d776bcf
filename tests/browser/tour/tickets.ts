import type { Stage } from './stage.ts';

/** A ticket in each of its states. */
export async function tickets({ look, open, exact, dialog, back, visible, ...stage }: Stage): Promise<void> {
  for (const [id, state] of [
    ['t-115', 'new'],
    ['t-80', 'agreement'],
    ['t-93', 'suspended'],
    ['t-61', 'late'],
    ['t-52', 'closed'],
    ['t-98', 'colleague'],
  ] as const) {
    await open(`/tickets/${id}`);
    await look(`ticket-${state}`);
  }
  stage.do({ kind: 'ticket.take', target: 't-131', args: {} });
  await open('/tickets/t-131');
  await exact('Zawieś zgłoszenie').click();
  await dialog().getByRole('textbox').waitFor();
  await look('ticket-suspend');
  await back();
  stage.do({ kind: 'ticket.resign', target: 't-131', args: { note: 'Detalista zamyka sklep z końcem roku.' } });
  await visible('Detalista zamyka sklep');
  await look('ticket-resigned');
  await open('/tickets/nothing');
  await look('ticket-missing');
}

/** The company's and the point's form: as they are, with every fault, changed meanwhile by somebody else, read only. */
export async function forms({ look, open, field, button, page, visible, region, show, ...stage }: Stage): Promise<void> {
  await open('/tickets/t-80/company');
  await look('company');
  for (const [label, wrong] of [
    ['NIP', '821-345-71-31'],
    ['REGON', '12345'],
    ['Numer rachunku', '11 1111'],
    ['Kod pocztowy', '1142'],
    ['Telefon', '12345'],
    ['E-mail', 'sklep@'],
  ] as const) {
    await field(label).fill(wrong);
    await field(label).press('Tab');
  }
  await visible(/^6 zmian: /);
  await look('company-faults');
  await button('Porzuć zmiany').click();
  await visible('Zmiany porzucono.');
  await field('Miejscowość').fill('Radom');
  await visible(/^Szkic zapisany na tym komputerze/);
  await stage.elsewhere('technik-szkolenie', {
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { city: { from: 'Arklity', to: 'Kozienice' } } },
  });
  await stage.heard(page.getByText(/wartość w M\/platform zmieniła się na/));
  await look('company-changed-meanwhile');
  await button('Zostaw wpisane').click();
  await page.keyboard.press('Control+s');
  await visible(/^Zapisano: /);
  await region('Historia zmian').getByRole('row', { name: /Radom/ }).first().waitFor();
  await show('Historia zmian');
  await look('company-history');
  await open('/tickets/t-80/sub-tickets/s-812/point');
  await look('point-read-only');
  await open('/tickets/t-61/sub-tickets/s-688/point');
  await field('Kod pocztowy').fill('267');
  await field('Kod pocztowy').press('Tab');
  await visible('Kod pocztowy 267 jest nieprawidłowy');
  await look('point-fault');
  await button('Porzuć zmiany').click();
}

/** The quote: where it cannot be made, empty, chosen from the list, with lines, with what is missing, saved, revised. */
export async function quotes({ look, open, field, button, page, visible, region, show }: Stage): Promise<void> {
  for (const [id, state] of [
    ['t-115', 'bare-total'],
    ['t-93', 'suspended'],
    ['t-52', 'ended'],
  ] as const) {
    await open(`/tickets/${id}/quote`);
    await look(`quote-${state}`);
  }
  await open('/tickets/t-80/quote');
  await look('quote-empty');
  const adding = page.getByRole('combobox', { name: 'Dodaj pozycję z cennika' });
  await adding.press('ArrowDown');
  await page.getByRole('option').first().waitFor();
  await look('quote-options');
  await page.keyboard.press('Escape');
  const at = (id: string) => page.waitForFunction((start) => document.activeElement?.id.startsWith(start), id);
  for (const [words, quantity, price] of [
    ['pierwsze', '1'],
    ['modul', '3'],
    ['dojazd', '40', '1,15'],
    ['podrecznik', '1'],
  ]) {
    await at('quote-search');
    await page.keyboard.type(words ?? '');
    await page.keyboard.press('Enter');
    await at('quantity-');
    await page.keyboard.type(quantity ?? '');
    await page.keyboard.press('Enter');
    if (price === undefined) continue;
    await at('price-');
    await page.keyboard.type(price);
    await page.keyboard.press('Enter');
  }
  await visible(/^Szkic zapisany na tym komputerze/);
  await look('quote-lines');
  await show('Oferta specjalna');
  await look('quote-offers', { enlarged: false });
  await page.keyboard.press('Control+s');
  await visible(/^Zapisano rewizję 1/);
  await look('quote-saved');
  await button('Zmień wycenę').click();
  await field('Wymiana').fill('0');
  await field(/^Ilość: Dojazd/).fill('');
  await page.keyboard.press('Control+s');
  await visible('brakuje ilości: Dojazd');
  await look('quote-missing');
  await field(/^Ilość: Dojazd/).fill('60');
  await region('Zmiany wobec rewizji 1').getByText('Dojazd: ilość 40 → 60.').waitFor();
  await page.keyboard.press('Control+s');
  await visible(/^Zapisano rewizję 2/);
  await region('Rewizje').getByText('Rewizja 2').click();
  await show('Rewizje');
  await look('quote-revisions');
}

/** The path of a retailer who hesitates, and Backoffice's part. */
export async function hesitation({ look, open, exact, button, page, visible, ...stage }: Stage): Promise<void> {
  const now = (step: string) => page.locator('li[aria-current="step"] h2', { hasText: step }).waitFor();
  await open('/tickets/t-80/hesitation');
  await now('1.');
  await look('hesitation-1-quote');
  await button('Dołącz wycenę z programu').click();
  await now('2.');
  await look('hesitation-2-note');
  await exact('Zawieś zgłoszenie').click();
  await now('3.');
  await look('hesitation-3-caretaker');
  await page.getByRole('textbox', { name: 'Co ustalono z opiekunem' }).fill('Opiekun zadzwoni do detalisty w piątek.');
  await exact('Dodaj uwagę').click();
  await now('4.');
  const downloading = page.waitForEvent('download');
  await button(/^Utwórz szkic/).click();
  await downloading;
  await now('5.');
  await look('hesitation-5-resume');
  await button('Wznów zgłoszenie').click();
  await visible(/Dołącz samą wycenę|Detalista się waha/);
  await stage.sync();
}
