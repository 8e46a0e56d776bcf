import type { BrowserWindowConstructorOptions } from 'electron';

/** What a shell must never ask of Electron; thrown where it is asked, and kept, as a listener's throw may go unheard. */
export class Unsafe extends Error {}

/** Whatever is used and not foreseen here is unsafe until somebody has looked at it. */
export function strict<T extends object>(name: string, part: T, unsafe: (what: string) => never): T {
  return new Proxy(part, {
    get(target, key) {
      if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON') return Reflect.get(target, key, target);
      return unsafe(`${name}.${key} is used, and no test knows it`);
    },
  });
}

/** Rows of web preferences that have to stand exactly so, said aloud even where they are the default. */
const PREFERENCES: Readonly<Record<string, boolean>> = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
};
/** Others that say nothing about safety, or narrow something down. */
const HARMLESS: readonly string[] = ['preload', 'plugins', 'spellcheck', 'devTools'];

/** @param must throws where the first is not so, with the second as what was wrong */
export function checkPreferences(
  { webPreferences = {} }: BrowserWindowConstructorOptions,
  packaged: boolean,
  must: (fine: boolean, what: string) => void,
): void {
  const preferences = webPreferences as Readonly<Record<string, unknown>>;
  for (const [name, wanted] of Object.entries(PREFERENCES)) must(preferences[name] === wanted, `webPreferences.${name}`);
  for (const name of Object.keys(preferences))
    must(name in PREFERENCES || HARMLESS.includes(name), `webPreferences.${name} is set, and no test knows it`);
  must(preferences.devTools === !packaged, 'webPreferences.devTools');
}
