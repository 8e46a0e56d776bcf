import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterEach, expect, it, onTestFinished } from 'vitest';
import type { ProbeStage } from '../../domain/probe.ts';
import { readHandover, signHandover } from '../../mplatform/contract/index.ts';
import { tempFolder } from '../support/temp.ts';
import { type App, openApp } from './app.ts';
import { type Client, clientBeside } from './client.ts';

let app: App | undefined;
afterEach(async () => {
  await app?.close();
  app = undefined;
});

const SUB_TICKET = 's-688';
const FIRST = { name: /^(Sprawdź połączenie|Check the connection)$/ };
const AGAIN = { name: /^(Sprawdź jeszcze raz|Check again)$/ };

async function openProbe({ width = 1024, height = 768, configured = true } = {}) {
  const opened = await openApp({ width, height });
  app = opened;
  const { page } = opened;
  const home = page.url().replace(/[#?].*/, '');
  const client = await clientBeside(page);
  const digest = configured ? await configure(client) : '';
  await page.goto(`${home}#/tickets/t-61/sub-tickets/${SUB_TICKET}`);
  await page.getByRole('tab', { name: /Test połączenia/ }).click();
  const part = page.getByRole('region', { name: 'Test połączenia z M/platform' });
  return { app: opened, page, client, part, digest, home };
}

async function configure(client: Client): Promise<string> {
  const plan = await client.till.plan({ subTicketId: SUB_TICKET });
  if (!plan.ok) throw new Error(plan.error.code);
  const { before, after } = plan.value;
  const written = await client.till.apply({ subTicketId: SUB_TICKET, expect: before.digest, result: after.digest });
  expect(written).toMatchObject({ ok: true });
  await client.training.setPcpos({ state: 'restart' });
  await client.sync.now();
  return after.digest;
}

async function run(page: Page, first = false): Promise<void> {
  await page.getByRole('button', first ? FIRST : AGAIN).click();
  await page.getByRole('button', AGAIN).waitFor();
}

/** Once as it is seen and once whole, and usable by everyone. */
async function look({ page, shot }: App, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map((v) => `${what}: ${v.id} ${v.nodes[0]?.html}`)).toEqual([]);
  await shot(`probe-${what}`);
  const size = page.viewportSize() ?? { width: 1024, height: 768 };
  await page.setViewportSize({ ...size, height: 2200 });
  await shot(`probe-${what}-whole`);
  await page.setViewportSize(size);
}

it.each([
  ['laptop', 1440, 900],
  ['till', 1024, 768],
] as const)('says what is wrong, where and who acts, and keeps every run, on a %s', async (size, width, height) => {
  const { app, page, client, part } = await openProbe({ width, height, configured: false });
  await part.getByText('pokazuje, gdzie się urywa').waitFor();
  await look(app, `01-empty-${size}`);

  await configure(client);
  await run(page, true);
  await part.getByText('Potwierdzenie M/platform jest ważne do').waitFor();
  await look(app, `02-passed-${size}`);

  await client.training.setPcpos({ state: 'stop' });
  await run(page);
  await part.getByText('Kasa: Praca PC-POS').waitFor();
  await part.getByText('Ty, na miejscu', { exact: true }).waitFor();
  const changes = part.getByRole('region', { name: 'Co się zmieniło od ostatniego dobrego testu' });
  await changes.getByText('Praca PC-POS', { exact: true }).waitFor();
  await look(app, `03-till-${size}`);
  await client.training.setPcpos({ state: 'start' });

  await client.training.setServer({ running: false });
  await run(page);
  await part.getByText('Sieć: Połączenie TCP').waitFor();
  await part.getByRole('link', { name: '22 123 84 09' }).waitFor();
  // What is well is folded away, what was left out says because of what, and the evidence can be read.
  await part.getByRole('button', { name: /^Serwer/ }).click();
  await part.getByText('bo nie powiódł się etap').first().waitFor();
  await part.getByRole('button', { name: 'Szczegóły: Połączenie TCP' }).click();
  await part.getByText('ECONNREFUSED').first().waitFor();
  await look(app, `04-network-${size}`);
  await client.training.setServer({ running: true });

  const history = page.getByRole('region', { name: 'Wcześniejsze testy' });
  await history.getByText('2 testy').waitFor();
  await history
    .getByRole('button', { name: /^Otwórz test z / })
    .last()
    .click();
  await history.getByText('Potwierdzenie M/platform jest ważne do').waitFor();
  await history.scrollIntoViewIfNeeded();
  await look(app, `05-history-${size}`);

  for (const [name, starts] of [
    ['Zapisz raport', '<!doctype html>'],
    ['Zapisz dane (JSON)', '{'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), part.getByRole('button', { name }).click()]);
    const file = join(tempFolder('report'), download.suggestedFilename());
    await download.saveAs(file);
    const text = await readFile(file, 'utf8');
    expect(text.toLowerCase().startsWith(starts)).toBe(true);
    expect(text).toContain('probe.tcp-refused');
    expect(text).not.toMatch(/bearer|eyJ|refreshToken|accessToken/i);
    await part.getByText(`Zapisano plik ${download.suggestedFilename()}`).waitFor();
  }

  await page.emulateMedia({ colorScheme: 'dark' });
  await look(app, `06-dark-${size}`);
  await page.emulateMedia({ colorScheme: 'light' });
  // Text twice as large: everything can still be reached and nothing is cut off sideways.
  await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
  await look(app, `07-large-${size}`);
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  await page.evaluate("document.documentElement.style.removeProperty('font-size')");
  await client.app.setLanguage({ language: 'en' });
  await page.getByRole('region', { name: 'Connection test to M/platform' }).waitFor();
  await look(app, `08-english-${size}`);
  expect(app.complaints).toEqual([]);
});

/** Accepts connections and never says a word. */
async function silentServer(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Writes that server into the till's file, as someone with an editor would. */
async function pointAt({ data }: App, port: number): Promise<void> {
  const file = join(data, 'training', 'pcpos7', 'pcpos7.conf');
  const text = await readFile(file, 'latin1');
  await writeFile(file, text.replace(/(ServerAddress:\s*)\S+/, `$1https://127.0.0.1:${port}`), 'latin1');
}

it('shows each stage as it ends, stops at once when told to, and finds a silent server', async () => {
  const { app, page, client, part } = await openProbe();
  await pointAt(app, await silentServer());

  await page.getByRole('button', FIRST).click();
  await part.getByRole('progressbar').waitFor();
  await part.getByText('przyjmuje połączenia').waitFor();
  await look(app, '10-running');
  const pressed = performance.now();
  await part.getByRole('button', { name: 'Przerwij test' }).click();
  await part.getByText('Test przerwano').last().waitFor();
  await part.getByRole('progressbar').waitFor({ state: 'detached' });
  expect(performance.now() - pressed).toBeLessThan(1000);
  await page.getByRole('button', AGAIN).waitFor();
  await look(app, '11-cancelled');

  await page.getByRole('button', AGAIN).click();
  await part.getByText('przyjmuje połączenia').waitFor();
  await page.keyboard.press('Escape');
  await part.getByText('Test przerwano').last().waitFor();

  await run(page);
  await part.getByText('Serwer: Szyfrowanie').waitFor();
  await look(app, '12-server');

  // The right server by another name: nothing is sent to it, and the break is at M/platform's door.
  const setting = await client.till.plan({ subTicketId: SUB_TICKET });
  await pointAt(app, Number(new URL(setting.ok ? (setting.value.after.server ?? '') : '').port));
  await run(page);
  await part.getByText('M/platform: Logowanie urządzenia').waitFor();
  await look(app, '14-mplatform');
  expect(app.complaints).toEqual([]);
});

it('keeps what is on the screen when the program behind it goes away in the middle', async () => {
  const { app, page, part } = await openProbe();
  await pointAt(app, await silentServer());
  const lines: WebSocketRoute[] = [];
  let gone = false;
  await page.routeWebSocket(/.*/, (line) => {
    lines.push(line);
    if (gone) void line.close();
    else line.connectToServer();
  });
  await page.reload();
  await page.getByRole('tab', { name: /Test połączenia/ }).click();
  await page.getByRole('button', FIRST).click();
  await part.getByText('przyjmuje połączenia').waitFor();
  gone = true;
  for (const line of lines) await line.close();
  await part.getByText('nieoczekiwany błąd').last().waitFor();
  await app.shot('probe-13-crashed');
});

const BY_LAPTOP = ['signIn', 'store', 'tillContact'] as const;
const ELSEWHERE = {
  signIn: 'probe.sign-in-elsewhere',
  store: 'probe.store-elsewhere',
  tillContact: 'probe.till-contact-elsewhere',
} as const;

async function resultOfTill(client: Client, digest: string, change: (stage: ProbeStage) => ProbeStage) {
  const [ran] = await client.probe.history({ subTicketId: SUB_TICKET });
  const configured = await client.till.plan({ subTicketId: SUB_TICKET });
  if (ran === undefined || !configured.ok) throw new Error('nothing to make a result of');
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const text = signHandover(
    {
      format: 1,
      id: randomUUID(),
      machineId: 'KASA-1-0035969ec53f4c0d',
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'),
      startedAt: ran.startedAt,
      finishedAt: ran.finishedAt,
      storeId: '688',
      serverAddress: configured.value.after.server ?? '',
      till: {
        file: configured.value.file,
        digest,
        server: configured.value.after.server,
        stores: [...configured.value.after.stores],
        profile: configured.value.profile.name,
      },
      appVersion: '0.1.0',
      stages: ran.stages.map((stage) => {
        const id = BY_LAPTOP.find((one) => one === stage.id);
        return id === undefined
          ? change(stage)
          : {
              ...stage,
              status: 'notTestable',
              code: ELSEWHERE[id],
              params: { punktId: '688' },
              actor: null,
              evidence: {},
            };
      }),
    },
    privateKey,
  );
  return { text, code: readHandover(text)?.code ?? '' };
}

it("takes in what a till signed on a USB stick, once the till's code was typed", async () => {
  const { app, page, client, digest } = await openProbe();
  await run(page, true);
  const part = page.getByRole('region', { name: 'Wynik z kasy' });
  await part.getByRole('button', { name: 'Jak zrobić test na kasie' }).click();
  await part.getByText('--handover').waitFor();
  await part.scrollIntoViewIfNeeded();
  await look(app, '20-signed-steps');
  const give = async (name: string, text: string) =>
    part.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

  await give('zdjęcie.jpg', 'nothing of the kind');
  await part.getByRole('status').filter({ hasText: /./ }).first().waitFor();
  await look(app, '21-signed-wrong');

  const bad = await resultOfTill(client, digest, (stage) =>
    stage.id === 'pcposRunning'
      ? { ...stage, status: 'failed', code: 'probe.pcpos-stopped', params: { port: 52_019 }, actor: 'technician' }
      : stage,
  );
  await give('wynik-688.txt', bad.text);
  await part.getByText('PC-POS nie działa').first().waitFor();
  await look(app, '22-signed-failed');

  // The next file is dropped instead of chosen.
  const good = await resultOfTill(client, digest, (stage) => stage);
  const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${JSON.stringify(good.text)}], 'upuszczony.txt'));
    return data;
  })()`);
  await part.getByText('albo upuść tu plik').dispatchEvent('drop', { dataTransfer: dropped });
  await part.getByRole('heading', { name: 'upuszczony.txt' }).waitFor();
  await part.getByText('KASA-1-0035').waitFor();
  const field = part.getByRole('textbox', { name: 'Kod pokazany na kasie' });
  const take = part.getByRole('button', { name: 'Przyjmij wynik' });
  expect(await take.isDisabled()).toBe(true);
  await field.fill('aaaa aaaa');
  await take.click();
  await part.getByText('handover.code-differs').waitFor();
  await look(app, '23-signed-code');
  await field.fill(good.code.toLowerCase().replace('-', ' '));
  expect(await field.inputValue()).toBe(good.code);
  await take.click();
  await page.getByText('Test zrobiła kasa').waitFor();
  await page.getByText('Potwierdzenie M/platform jest ważne do').waitFor();
  await look(app, '24-signed-taken');
  expect(app.complaints).toEqual([]);
});

it('says of a till configured from a laptop which contact is missing, and what to do', async () => {
  const { app, page, client, part, digest } = await openProbe();
  const view = await client.subTickets.get({ id: SUB_TICKET });
  const configuration = view.ok ? view.value.subTicket.configuration : null;
  if (configuration === null) throw new Error('not configured');
  const { recordedAt: _, ...recorded } = configuration;
  const submitted = await client.operations.submit({
    intent: {
      kind: 'subTicket.recordConfiguration',
      target: SUB_TICKET,
      args: { ...recorded, storeIds: [...recorded.storeIds], digest, origin: 'laptop' },
    },
  });
  expect(submitted).toMatchObject({ ok: true });
  await client.sync.now();
  await run(page, true);
  await part.getByText('Do zamknięcia brakuje jeszcze').waitFor();
  await look(app, '30-warned-laptop');
  await page.getByRole('tab', { name: /Zamknięcie/ }).click();
  await page.getByText('Kasa punktu 688 musi sama połączyć się').waitFor();
  await look(app, '31-till-contact');
  expect(app.complaints).toEqual([]);
});
