import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const sources = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$|\/testing\//.test(name));

describe('docs/security.md', () => {
  const page = text('docs/security.md');
  const rows = page.split('\n').filter((line) => /^\| \d+ \|/.test(line));

  it('has all twenty points of Electron’s checklist, in order', () => {
    expect(rows.map((row) => Number(row.split('|')[1]))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('names a test for each of them', () => {
    for (const row of rows) expect(row).toMatch(/`[\w/.-]+\.test\.ts`/);
  });

  it('names files that are there and tests that are in them', () => {
    const named = [...page.matchAll(/`([\w/.-]+\.(?:test\.ts|ts|tsx|mjs|json|yml))`((?:,? “[^”]+”)*)/g)];
    expect(named.length).toBeGreaterThan(40);
    for (const [, file = '', titles = ''] of named) {
      expect({ file, there: existsSync(join(root, file)) }).toEqual({ file, there: true });
      for (const [, broken = ''] of titles.matchAll(/“([^”]+)”/g)) {
        const title = broken.replaceAll(/\s+/g, ' ');
        expect({ file, title, there: text(file).includes(title) }).toEqual({ file, title, there: true });
      }
    }
  });

  it('speaks of the Electron that is used, and that is exactly one', () => {
    const { devDependencies } = JSON.parse(text('package.json')) as { devDependencies: { electron: string } };
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
    expect(page).toContain(`Electron ${devDependencies.electron.split('.')[0]}`);
  });
});

describe('the sources', () => {
  const shell = ['electron/main.ts', 'electron/preload.ts', ...sources('electron/shell')];
  const users = (files: readonly string[], what: RegExp): readonly string[] => files.filter((file) => what.test(text(file)));

  it('listen to the page in one place, and hand it nothing of Electron’s', () => {
    expect(users(shell, /\bipcMain\b/)).toEqual(['electron/main.ts']);
    expect(users(shell, /\bipcRenderer\b/)).toEqual(['electron/preload.ts']);
    expect(users(shell, /\bcontextBridge\b|\bexposeInMainWorld\b/)).toEqual([]);
  });

  it('use none of what the checklist warns of', () => {
    const warned =
      /enableBlinkFeatures|allowpopups|<webview|executeJavaScript|insertCSS|setCertificateVerifyProc|certificate-error|NODE_TLS_REJECT|appendSwitch|contextIsolation: false|sandbox: false|webSecurity: false|nodeIntegration: true|allowRunningInsecureContent: true|experimentalFeatures: true/;
    expect(users(shell, warned)).toEqual([]);
  });

  it('make no code out of text in the page', () => {
    const warned =
      /dangerouslySetInnerHTML|\beval\(|new Function\(|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write|javascript:/;
    expect(users(sources('renderer'), warned)).toEqual([]);
  });

  it('say nothing to people in main and shell but from the translation files', () => {
    expect(users([...shell, 'electron/hosted/main.ts', 'electron/hosted/server.ts'], /[ąćęłńóśźż]/i)).toEqual([]);
  });
});
