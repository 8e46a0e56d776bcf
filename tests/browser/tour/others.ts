import type { Intent } from '../../../domain/operations/operation.ts';
import type { Stage } from './stage.ts';

const note = (target: string, text: string): Intent => ({ kind: 'ticket.addNote', target, args: { text } });

/** What waits, what was refused, what met another's change, what was taken away. */
export async function sync({
  look,
  open,
  button,
  exact,
  page,
  visible,
  region,
  show,
  dialog,
  back,
  ...stage
}: Stage): Promise<void> {
  stage.line('gone');
  stage.do({
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { phone: { from: '', to: '48 621 60 08' }, street: { from: 'ul. Szkolna 12', to: 'ul. Szkolna 12A' } } },
  });
  stage.do({ kind: 'ticket.suspend', target: 't-61', args: { note: 'Detalista się waha' } });
  stage.do({ kind: 'ticket.take', target: 't-109', args: {} });
  stage.do(note('t-93', 'Umowa podpisana, skan jutro.'));
  await stage.sync();
  await open('/sync');
  await visible(/Brak połączenia z M\/platform/);
  await look('sync-offline');
  await open('/tickets/t-61');
  await look('ticket-waiting');
  await stage.elsewhere('technik-szkolenie', {
    kind: 'ticket.editCompany',
    target: 't-80',
    args: { fields: { phone: { from: '', to: '600 700 800' } } },
  });
  await stage.elsewhere('technik-szkolenie', { kind: 'ticket.suspend', target: 't-61', args: { note: 'Inny powód' } });
  await stage.elsewhere('technik-2', { kind: 'ticket.take', target: 't-109', args: {} });
  await stage.operator.withdrawTicket('t-93', 'deadline', '102');
  stage.line('good');
  await open('/sync');
  const decide = region('Wymaga decyzji');
  await stage.heard(decide.getByText(/Marek Sowa/));
  await look('sync-decisions');
  await decide
    .getByRole('listitem')
    .filter({ hasText: 'Edycja firmy' })
    .first()
    .evaluate((e) => e.scrollIntoView());
  await look('sync-conflict', { enlarged: false });
  await decide.getByRole('button', { name: 'Porzuć' }).first().click();
  await dialog().waitFor();
  await look('sync-discard');
  await back();
  await decide.getByRole('button', { name: 'Popraw', exact: true }).first().click();
  await dialog().getByRole('textbox').waitFor();
  await look('sync-correct');
  await back();
  await page.locator('summary', { hasText: 'Historia' }).last().click();
  await page
    .locator('details[open]')
    .last()
    .evaluate((e) => e.scrollIntoView());
  await look('sync-history');
  await open('/tickets/t-93');
  await page
    .getByRole('article')
    .getByText(/odebrała to zgłoszenie/)
    .first()
    .waitFor();
  await look('ticket-taken-away');
  await open('/');
  await look('list-after', { enlarged: false });
}

/** What is read, and what is set. */
export async function rest({ look, open, page, visible, show, back }: Stage): Promise<void> {
  await open('/materials');
  await visible('1 materiał jest na tym komputerze.');
  await look('materials');
  await page.getByRole('button', { name: /^Otwórz plik/ }).click();
  await page
    .getByRole('dialog')
    .getByTitle(/^Podgląd pliku/)
    .waitFor();
  await look('material-open', { enlarged: false });
  await back();
  await open('/help');
  await look('help');
  await open('/practice');
  await look('practice');
  await open('/practice/first-installation');
  await look('practice-exercise');
  await open('/settings');
  await look('settings');
  await show('Kasa PC-POS');
  await look('settings-till', { enlarged: false });
}

/** Without an enrolment, and shut out. */
export async function strangers({ look, open, visible, page, ...stage }: Stage): Promise<void> {
  const device = stage.core.workplace().store.state.get('device');
  await stage.operator.revokeDevice(device?.deviceId ?? '');
  await open('/');
  await stage.heard(page.getByRole('heading', { name: 'To urządzenie jest zablokowane' }));
  await look('locked');
  await stage.core.setMode('production');
  await open('/');
  await visible(/Zgłoszenia pojawią się/);
  await look('production-list');
  await open('/settings');
  await look('production-settings');
  await open('/practice');
  await look('production-practice', { enlarged: false });
}
