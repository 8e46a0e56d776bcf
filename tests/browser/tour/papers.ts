import { dropPhotos, makePhotos } from '../../support/photos.ts';
import { pdf } from '../../support/scans.ts';
import type { Stage } from './stage.ts';

/** Documents of a ticket: attached, photographed, looked at, signed on the screen. */
export async function papers({
  look,
  open,
  button,
  exact,
  page,
  region,
  show,
  dialog,
  back,
  visible,
  ...stage
}: Stage): Promise<void> {
  await open('/tickets/t-127');
  stage.do({ kind: 'ticket.take', target: 't-127', args: {} });
  const files = region('Wycena i dokumenty');
  await files.getByRole('button', { name: 'Dołącz plik' }).waitFor();
  await show('Wycena i dokumenty');
  await look('documents-none');

  // Several at once: pages of one document, another one, and what is none.
  await makePhotos(page, [
    { name: 'wycena 1.jpg', width: 1200, height: 1600, text: 'Pierwsza' },
    { name: 'wycena 2.jpg', width: 1600, height: 1200, text: 'Druga' },
    { name: 'Umowa ze sklepem wielobranżowym Jaskółka podpisana w Grójcu.jpg', width: 600, height: 800, text: 'Umowa' },
  ]);
  await dropPhotos(page, ['wycena 1.jpg', 'wycena 2.jpg', 'Umowa ze sklepem wielobranżowym Jaskółka podpisana w Grójcu.jpg']);
  await dialog().locator('[role=option]').nth(1).waitFor();
  const choosing = page.waitForEvent('filechooser');
  await dialog().getByRole('button', { name: 'Dodaj pliki' }).click();
  await (await choosing).setFiles([
    { name: 'Pełnomocnictwo.docx', mimeType: 'application/msword', buffer: Buffer.from('PK\u0003\u0004 word') },
  ]);
  await dialog().getByText('nie jest dokumentem PDF').waitFor();
  await look('attach-several');
  await dialog()
    .getByRole('button', { name: /^Dołącz \d pliki/ })
    .click();
  await files.getByText(/Umowa ze sklepem/).waitFor();
  await page.keyboard.press('Escape');
  await dialog().first().waitFor({ state: 'detached' });

  await files
    .getByRole('button', { name: /^Zrób zdjęcie dokumentu/ })
    .first()
    .click();
  const camera = page.getByRole('dialog', { name: 'Fotografowanie dokumentu' });
  await page.waitForFunction(() => document.querySelector<HTMLButtonElement>('[role=dialog] button:not(:disabled)') !== null);
  const shoot = camera.getByRole('button', { name: 'Zrób zdjęcie' });
  await shoot.click();
  await camera.getByText('Zrobiono 1 zdjęcie.').waitFor();
  await look('camera');
  await camera.getByRole('button', { name: 'Gotowe' }).click();
  await camera.waitFor({ state: 'detached' });
  await dialog().locator('[role=option]').first().waitFor();
  await look('attach-photographed');
  await page.keyboard.press('Escape');
  await dialog()
    .getByText(/nie jest jeszcze dołączone/)
    .waitFor();
  await look('attach-given-up', { enlarged: false });
  await exact('Odrzuć zdjęcia').click();
  await dialog().first().waitFor({ state: 'detached' });

  await show('Wycena i dokumenty');
  await look('documents-attached');
  await button(/^Otwórz plik Umowa/).click();
  await dialog().getByRole('img').first().waitFor();
  await look('preview-picture');
  await back();
  await button(/^Otwórz plik Wycena/).click();
  await dialog()
    .getByTitle(/^Podgląd pliku/)
    .waitFor();
  await look('preview-pdf');
  await back();

  // Signed on the screen, drawn and by name.
  const fields = { representative: { from: '', to: 'Żaneta Śćięgłowska-Brzęczyszczykiewicz' } };
  stage.do({ kind: 'ticket.editCompany', target: 't-80', args: { fields } });
  await open('/tickets/t-80');
  await show('Dokumenty do podpisu');
  await look('printables');
  await button('Podpisz na ekranie: Umowa').click();
  await dialog()
    .getByRole('img', { name: /^Pole podpisu/ })
    .first()
    .waitFor();
  await look('signing');
  const by = dialog().getByRole('group').first();
  await by.getByText('Podpisuję nazwiskiem').click();
  await dialog().getByRole('checkbox').first().check();
  await look('signing-by-name');
  await page.keyboard.press('Escape');
  const leave = exact('Wyjdź bez podpisywania');
  await leave.waitFor();
  await leave.click();
  await dialog().first().waitFor({ state: 'detached' });

  // On their way, one of them held back by the person.
  stage.line('gone');
  const { files: uploads } = stage.core.workplace();
  for (let i = 0; i < 3; i += 1) {
    const scan = pdf(30_000 + i * 1000, i + 40).bytes;
    const begun = await uploads.begin({
      ticketId: 't-80',
      kind: 'other',
      name: `zdjęcie witryny sklepu z długą nazwą ${i + 1}.pdf`,
      size: scan.length,
    });
    if (!begun.ok) throw new Error(begun.error.code);
    await uploads.append(begun.value.draftId, 0, scan);
    await uploads.finish(begun.value.draftId);
  }
  await stage.sync();
  await open('/sync');
  const going = region('Wysyłanie plików');
  await going
    .getByRole('button', { name: /^Wstrzymaj wysyłanie/ })
    .first()
    .click();
  await going.getByText('Wstrzymany').waitFor();
  await show('Wysyłanie plików');
  await look('uploads');
  await going
    .getByRole('button', { name: /^Wznów wysyłanie/ })
    .first()
    .click();
  stage.line('good');
  await stage.sync();
  await going.waitFor({ state: 'detached', timeout: 60_000 });
  await visible(/Wszystko, co zrobiono/);
}
