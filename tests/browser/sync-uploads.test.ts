import { AxeBuilder } from '@axe-core/playwright';
import { afterEach, expect, it } from 'vitest';
import { pdf } from '../support/scans.ts';
import { openSyncApp, type SyncApp } from './sync-app.ts';

let app: SyncApp;
afterEach(() => app.close());

async function attach(kind: 'quote' | 'other', name: string, bytes: Uint8Array): Promise<void> {
  const { files } = app.core.workplace();
  const begun = await files.begin({ ticketId: 't-80', kind, name, size: bytes.length });
  if (!begun.ok) throw new Error(begun.error.code);
  const { draftId } = begun.value;
  for (let at = 0; at < bytes.length; at += 500_000) await files.append(draftId, at, Buffer.from(bytes.slice(at, at + 500_000)));
  const finished = await files.finish(draftId);
  if (!finished.ok) throw new Error(finished.error.code);
}

it('files on their way are shown with what holds them up, by pages, and are gone from there once they have arrived', async () => {
  app = await openSyncApp({ width: 1024, height: 768 });
  const { page, shot } = app;
  app.line('gone');
  for (let i = 0; i < 23; i += 1)
    // The quote goes first.
    await attach(
      i === 0 ? 'quote' : 'other',
      `zdjęcie witryny sklepu z bardzo długą nazwą ${i + 1}.pdf`,
      pdf(40_000 + i * 1_000, i + 1).bytes,
    );
  await app.sync();
  await app.go('/sync');
  const uploads = page.getByRole('region', { name: 'Wysyłanie plików' });
  await uploads.getByText('Strona 1 z 2').waitFor();
  await uploads.getByRole('button', { name: /Wstrzymaj wysyłanie pliku .* 1\.pdf/ }).click();
  await uploads.getByText('Wstrzymany').waitFor();
  await uploads.scrollIntoViewIfNeeded();
  await page.getByRole('heading', { name: 'Wysyłanie plików' }).evaluate('(h) => h.scrollIntoView()');
  await shot('uploads-first-page');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  await uploads.getByRole('button', { name: /Wznów wysyłanie pliku/ }).click();
  app.line('good');
  await app.sync();
  await uploads.waitFor({ state: 'hidden', timeout: 60_000 });
  await page.getByRole('heading', { name: /Wszystko, co zrobiono/ }).waitFor({ timeout: 60_000 });
  expect(app.complaints).toEqual([]);
});
