import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser, mustRunUnsandboxed, thisSystem } from '../../electron/hosted/browser.ts';
import { tempFolder } from '../support/temp.ts';

const root = join(import.meta.dirname, '..', '..');
const shots = join(root, 'tests', '.artifacts', 'screens');

export interface App {
  readonly page: Page;
  readonly data: string;
  /** The program ends as by a failure, without a word; the window stays. */
  kill(): Promise<void>;
  /** What the page complained of in its console; a clean run has nothing here. */
  readonly complaints: readonly string[];
  /** A picture for people to look at, in `tests/.artifacts/screens`. */
  shot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** How the window is looked at and touched. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  /** Fingers instead of a mouse. */
  readonly touch?: boolean;
  /** Chromium's own make-believe camera, let in without a question. */
  readonly camera?: boolean;
}

/** The app as a person has it: its own process, its own data folder, a real browser. */
export async function openApp({
  data = tempFolder('technik-browser-'),
  ...look
}: Look & { readonly data?: string } = {}): Promise<App> {
  const core = spawn(process.execPath, [join(root, 'electron', 'hosted', 'main.ts'), '--data', data, '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => core.once('exit', () => resolve()));
  const address = await new Promise<string>((resolve, reject) => {
    let text = '';
    core.once('exit', () => reject(new Error(`the app ended before it gave an address:\n${text}`)));
    core.stdout.on('data', (chunk) => {
      text += String(chunk);
      const match = /http:\/\/127\.0\.0\.1:\S+/.exec(text);
      if (match) resolve(match[0]);
    });
  });
  const window = await openPage(address, look);
  return {
    ...window,
    data,
    async kill() {
      core.kill('SIGKILL');
      await ended;
    },
    async close() {
      await window.close();
      core.kill('SIGTERM');
      await ended;
    },
  };
}

/** A real browser on the app's one launch address. */
export async function openPage(address: string, look: Look = {}): Promise<Omit<App, 'data' | 'kill'>> {
  const { width = 1440, height = 900, dark = false, touch = false, camera = false } = look;
  mkdirSync(shots, { recursive: true });
  const system = thisSystem();
  const found = findBrowser(system);
  if (found === undefined) throw new Error('There is no Chromium, Chrome or Edge for the browser tests');
  const browser: Browser = await chromium.launch({
    executablePath: found.file,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(camera ? ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : []),
      ...(mustRunUnsandboxed(system) ? ['--no-sandbox'] : []),
    ],
  });
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'pl-PL',
    timezoneId: 'Europe/Warsaw',
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: touch,
    isMobile: touch,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  // The launch page leads on by itself, and the interface is there once it has its line to the core.
  await page.getByRole('navigation').or(page.getByRole('main')).first().waitFor();
  return {
    page,
    complaints,
    shot: async (name) => void (await page.screenshot({ path: join(shots, `${name}.png`) })),
    close: () => browser.close(),
  };
}
