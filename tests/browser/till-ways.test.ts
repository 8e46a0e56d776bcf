import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { type App, openApp } from './app.ts';

let app: App;
afterEach(() => app.close());

const OBSTACLE = JSON.stringify({
  code: 'workstation.not-writable',
  params: { folder: 'C:\\Program Files\\Insoft\\pcpos7' },
  evidence: {},
});

/** Where nobody may write below Program Files: the core's plan with another way, the rest as it is. */
async function planWithWay(page: Page, way: 'consent' | 'handOver' | 'none'): Promise<void> {
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) =>
      socket.send(
        String(message)
          .replace('"writable":true', '"writable":false')
          .replace('"obstacle":null', `"obstacle":${OBSTACLE}`)
          .replace('"way":"direct"', `"way":"${way}"`),
      ),
    );
  });
}

async function openPlan(way: 'consent' | 'handOver' | 'none'): Promise<Page> {
  app = await openApp();
  const { page } = app;
  const home = page.url().replace(/[#?].*/, '');
  await planWithWay(page, way);
  await page.reload();
  await page.goto(`${home}#/tickets/t-61/sub-tickets/s-688`);
  await page.getByText('Nie można zapisać w folderze').waitFor();
  return page;
}

async function look(page: Page, way: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  await app.shot(`till-way-${way}`);
}

it('says before the press what will be asked for where writing needs consent', async () => {
  const page = await openPlan('consent');
  await page.getByText('Windows zapyta o zgodę administratora').waitFor();
  const save = page.getByRole('button', { name: 'Zapisz (wymaga zgody administratora)' });
  expect(await save.isEnabled()).toBe(true);
  await save.scrollIntoViewIfNeeded();
  await look(page, 'consent');
});

it('lays the finished file ready for someone who has the rights, and says where', async () => {
  const page = await openPlan('handOver');
  expect(await page.getByRole('button', { name: 'Zapisz konfigurację' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Przygotuj plik do przekazania' }).click();
  const files = page.getByRole('list', { name: 'Pliki w folderze' });
  await files.getByText('pcpos7.conf').first().waitFor();
  await files.scrollIntoViewIfNeeded();
  await look(page, 'hand-over');
});

it('says what is being done while it writes, and lets nobody press twice', async () => {
  app = await openApp();
  const { page } = app;
  const home = page.url().replace(/[#?].*/, '');
  const held: (() => void)[] = [];
  let holding = false;
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (holding) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await page.reload();
  await page.goto(`${home}#/tickets/t-61/sub-tickets/s-688`);
  const save = page.getByRole('button', { name: 'Zapisz konfigurację' });
  await save.waitFor();
  // The core's answers are kept back, so that the moment of writing can be looked at.
  await page.waitForLoadState('networkidle');
  holding = true;
  await save.click();
  await page.getByText('Trwa zapis: najpierw kopia pliku').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await save.scrollIntoViewIfNeeded();
  await look(page, 'writing');
  holding = false;
  for (const send of held) send();
  await page.getByText('Konfiguracja zapisana i odczytana z dysku.').waitFor();
});

it('offers no writing where something is in the way', async () => {
  const page = await openPlan('none');
  expect(await page.getByRole('button', { name: 'Zapisz konfigurację' }).isDisabled()).toBe(true);
  await look(page, 'none');
});
