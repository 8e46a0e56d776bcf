import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tempFolder } from '../support/temp.ts';
import { launchProgram, missing, type Program, startProgram } from './program.ts';

/** Where it was asked for, to be left out would look like a success. */
test.runIf(process.env.TECHNIK_ELECTRON_NEEDED === '1')('Electron’s binary, a screen and the build are here', () => {
  expect(missing).toBeNull();
});

/**
 * The window in Electron's own binary, unfused, since the fused one refuses to be driven. What the fake of
 * electron/main.test.ts takes for granted is seen here to be so.
 */
describe.skipIf(missing !== null)(`the program in Electron${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let data: string;
  let program: Program;
  beforeEach(async () => {
    data = tempFolder('technik-electron-');
    program = await startProgram(data);
  });
  afterEach(() => program.app.close());

  test('the page is ours alone, knows no Node, and its policy stops inline code and every other address', async () => {
    const { page } = program;
    expect(page.url()).toMatch(/^app:\/\/technik\//);
    const seen = await page.evaluate(async () => {
      const blocked: string[] = [];
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.push(effectiveDirective));
      let refused = '';
      try {
        document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = "ran"' }));
      } catch (cause) {
        refused = cause instanceof Error ? cause.name : '';
      }
      const reach = (address: string) =>
        fetch(address).then(
          ({ status }) => status,
          () => 'blocked',
        );
      return {
        outside: [
          await reach('https://www.mplatform.com.pl/'),
          await reach('file:///etc/passwd'),
          await reach('http://127.0.0.1:1/'),
        ],
        files: [await reach('app://technik/..%2fmain%2fmain.js'), await reach('app://technik/%2e%2e/preload/preload.cjs')],
        node: [typeof (globalThis as { require?: unknown }).require, typeof (globalThis as { process?: unknown }).process],
        title: document.title,
        refused,
        blocked,
      };
    });
    expect(seen.outside).toEqual(['blocked', 'blocked', 'blocked']);
    expect(seen.files).toEqual([404, 404]);
    expect(seen.node).toEqual(['undefined', 'undefined']);
    expect(seen.title).not.toBe('ran');
    expect(seen.refused).toBe('TypeError');
    expect(seen.blocked).toContain('require-trusted-types-for');
  });

  test('Electron holds the window to what it was made with', async () => {
    const seen = await program.app.evaluate(({ app, BrowserWindow, crashReporter }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Not in the published types.
      const contents = window?.webContents as unknown as { getLastWebPreferences(): object } | undefined;
      const preferences = contents?.getLastWebPreferences() ?? {};
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = preferences as Record<string, unknown>;
      return {
        preferences: { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag },
        uploads: crashReporter.getUploadToServer(),
        dumps: app.getPath('crashDumps'),
      };
    });
    expect(seen).toMatchObject({
      preferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true },
      uploads: false,
    });
    expect(seen.preferences.webviewTag ?? false).toBe(false);
    expect(seen.dumps.startsWith(data)).toBe(true);
  });

  test('the page goes nowhere, opens nothing, and is given neither place nor microphone', async () => {
    const { page, app } = program;
    const seen = await page.evaluate(async () => {
      const opened = window.open('https://evil.example/') === null;
      location.href = 'https://evil.example/';
      const place = await navigator.permissions.query({ name: 'geolocation' });
      const heard = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'heard',
        ({ name }: Error) => name,
      );
      return { opened, place: place.state, heard };
    });
    expect(seen).toMatchObject({ opened: true, place: 'denied' });
    expect(seen.heard).not.toBe('heard');
    expect(page.url()).toMatch(/^app:\/\/technik\//);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('a core that is killed comes back behind the same page', async () => {
    const { page, app } = program;
    await page.evaluate(() => Object.assign(window, { stillHere: true }));
    const core = await app.evaluate(({ app: electron }) =>
      electron.getAppMetrics().find(({ type, serviceName }) => type === 'Utility' && serviceName === 'node.mojom.NodeService'),
    );
    if (core === undefined) throw new Error('no core process');
    process.kill(core.pid, 'SIGKILL');
    await page.getByRole('navigation').first().waitFor();
    await expect
      .poll(() =>
        app.evaluate(
          ({ app: electron }, gone) => electron.getAppMetrics().some(({ type, pid }) => type === 'Utility' && pid !== gone),
          core.pid,
        ),
      )
      .toBe(true);
    expect(await page.evaluate(() => (window as { stillHere?: boolean }).stillHere)).toBe(true);
  });

  test('a document is shown by the browser’s own viewer, in a frame', async () => {
    const shown = await program.page.evaluate(async () => {
      const pdf = new Blob(['%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'], {
        type: 'application/pdf',
      });
      const frame = Object.assign(document.createElement('iframe'), { src: URL.createObjectURL(pdf) });
      let violated = false;
      document.addEventListener('securitypolicyviolation', () => {
        violated = true;
      });
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      return { viewer: navigator.pdfViewerEnabled, violated };
    });
    expect(shown).toEqual({ viewer: true, violated: false });
  });

  test('a second copy on the same data ends at once, and the first goes on', async () => {
    const second = await launchProgram(data).catch(() => undefined);
    if (second !== undefined && second.process().exitCode === null) await once(second.process(), 'exit');
    expect(await program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  test('the window opens where it was closed', async () => {
    const place = { x: 60, y: 70, width: 900, height: 650 };
    await program.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place);
    await program.app.close();
    program = await startProgram(data);
    const now = await program.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    expect(now).toMatchObject({ width: place.width, height: place.height });
  });
});
