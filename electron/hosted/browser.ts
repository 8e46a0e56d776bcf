import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The numeric user, where there is such a thing. */
  readonly uid: number | undefined;
  readonly exists: (file: string) => boolean;
  /** The file behind links. */
  readonly real: (file: string) => string;
}

export const thisSystem = (): System => ({
  platform: process.platform,
  env: process.env,
  uid: process.getuid?.(),
  exists: existsSync,
  real: (file) => realpathSync(file),
});

export interface Browser {
  readonly file: string;
  /** Snap packages may not read hidden folders of the home folder; theirs is this one. */
  readonly workFolder: string | null;
}

const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium',
  'chromium-browser',
];
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
];
const MAC = ['Google Chrome', 'Microsoft Edge', 'Chromium'];

/** An installed Chrome, Edge or Chromium, in this order; `TECHNIK_BROWSER` names another one. */
export function findBrowser(system: System): Browser | undefined {
  const file = candidates(system).find(system.exists);
  if (file === undefined) return undefined;
  const snap = system.platform === 'linux' && (system.real(file).startsWith('/snap/') || isSnapWrapper(system, file));
  const home = system.env.HOME;
  return { file, workFolder: snap && home !== undefined ? join(home, 'snap', 'chromium', 'common', 'm-technik') : null };
}

const isSnapWrapper = (system: System, file: string): boolean =>
  file.endsWith('/chromium-browser') && system.exists('/snap/bin/chromium');

function candidates({ platform, env }: System): readonly string[] {
  const named = env.TECHNIK_BROWSER === undefined ? [] : [env.TECHNIK_BROWSER];
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return [...named, ...WINDOWS.flatMap((steps) => roots.map((root) => join(root, ...steps)))];
  }
  if (platform === 'darwin') {
    const roots = ['/Applications', join(env.HOME ?? '/', 'Applications')];
    return [...named, ...MAC.flatMap((name) => roots.map((root) => `${root}/${name}.app/Contents/MacOS/${name}`))];
  }
  const folders = [...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), '/snap/bin'];
  return [...named, ...LINUX.flatMap((name) => folders.map((folder) => join(folder, name)))];
}

/** Whether a window can be shown at all. */
export const hasScreen = ({ platform, env }: System): boolean =>
  platform !== 'linux' || (env.DISPLAY ?? '') !== '' || (env.WAYLAND_DISPLAY ?? '') !== '';

/** Chromium's own sandbox does not work for the root user on Linux; it then refuses to start with it. */
export const mustRunUnsandboxed = ({ platform, uid }: System): boolean => platform === 'linux' && uid === 0;

/** No secret may stand here: every user of the machine can read it. No debugging port either: it would open the page to all. */
export const browserArguments = (system: System, profile: string, address: string): readonly string[] => [
  `--app=${address}`,
  `--user-data-dir=${profile}`,
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-mode',
  '--disable-sync',
  '--disable-extensions',
  '--window-size=1280,860',
  ...(mustRunUnsandboxed(system) ? ['--no-sandbox'] : []),
];

/** Opens the window with a profile of its own: nothing of the person's browsing sees it, and it sees nothing of that. */
export function openWindow(browser: Browser, args: readonly string[], profile: string): ChildProcess {
  const preferences = join(profile, 'Default', 'Preferences');
  mkdirSync(dirname(preferences), { recursive: true, mode: 0o700 });
  // No offer to translate a Polish page. The switch for it gets lost where a packaged browser adds its own.
  if (!existsSync(preferences)) writeFileSync(preferences, JSON.stringify({ translate: { enabled: false } }));
  return spawn(browser.file, [...args], { stdio: 'ignore' });
}
