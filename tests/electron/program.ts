import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');

/** Electron's executable: the one named by `TECHNIK_ELECTRON`, or the one of this checkout. Asking the package would fetch it. */
function electronBinary(): string | undefined {
  const { TECHNIK_ELECTRON: named } = process.env;
  if (named !== undefined && named !== '') return named;
  const folder = join(root, 'node_modules', 'electron');
  const path = join(folder, 'path.txt');
  if (!existsSync(path)) return undefined;
  const file = join(folder, 'dist', readFileSync(path, 'utf8').trim());
  return existsSync(file) ? file : undefined;
}

const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const binary = electronBinary();

/** Why the program cannot be run in Electron here; null where it can. */
export const missing: string | null =
  binary === undefined
    ? 'no Electron binary here'
    : !hasScreen
      ? 'no screen here'
      : !existsSync(join(root, 'out', 'main', 'main.js'))
        ? 'not built (npm run build)'
        : null;

export interface Program {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** The built program as a person starts it, with a data folder of its own, once its page has its line to the core. */
export async function startProgram(dataFolder: string): Promise<Program> {
  const app = await launchProgram(dataFolder);
  const page = await app.firstWindow();
  await page.getByRole('navigation').first().waitFor();
  return { app, page };
}

export const launchProgram = (dataFolder: string): Promise<ElectronApplication> =>
  _electron.launch({
    executablePath: binary ?? '',
    args: [root, '--data', dataFolder],
    // The renderer's own sandbox; off only where a container has none to offer.
    chromiumSandbox: process.env.TECHNIK_NO_SANDBOX === undefined,
  });
