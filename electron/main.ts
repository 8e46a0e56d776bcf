import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
  type WebContents,
} from 'electron';
import { systemClock } from '../domain/clock.ts';
import { appFolder, modulePath } from './core/resources.ts';
import { systemElevate } from './core/workstation/elevation/ask-consent.ts';
import { elevatedRequest, runElevatedWrite } from './core/workstation/elevation/run.ts';
import { dataFolderFrom } from './shared/data-folder.ts';
import { appScheme, createAppHandler } from './shell/app-protocol.ts';
import { commandLineFrom, forkedIn } from './shell/command-line.ts';
import { superviseCore } from './shell/core-supervisor.ts';
import { createMailOpener } from './shell/mail-opener.ts';
import { ASK, lineTo } from './shell/page-line.ts';
import { APP_ORIGIN, denyPermissions, lockDown, watchDeeds } from './shell/policy.ts';
import { proxySettingFrom } from './shell/proxy-setting.ts';
import { createSecretVault } from './shell/secret-vault.ts';
import { windowOptions } from './shell/window.ts';

const dataFolder = dataFolderFrom(process.argv);
const requestFile = elevatedRequest(process.argv);
const command = commandLineFrom(process.argv);
// With administrator's rights there is no window, no data folder and no line: one write, and the end.
if (requestFile !== undefined) void runElevatedWrite(requestFile).then((code) => app.exit(code));
else if (command !== undefined) void runCommand(command);
else begin();

/** `technik` of the packed program: the same core, no window, its answers on the console that asked. */
async function runCommand(args: readonly string[]): Promise<void> {
  // Where the system's key for this program's secrets lies.
  app.setPath('userData', join(dataFolder, 'electron'));
  app.disableHardwareAcceleration();
  await app.whenReady();
  const { technikInElectron } = await import('./command-line.ts');
  const code = await technikInElectron(args, {
    secrets: (folder) => createSecretVault(join(folder, 'secrets.sealed.json'), safeStorage, process.platform),
    fork: (message) => forkedIn(utilityProcess.fork(built('out/core/pcpos-simulator.js')), message),
  });
  app.exit(code);
}

function begin(): void {
  // Windows shows notifications of a program whose shortcut carries the same name.
  app.setAppUserModelId('pl.com.mplatform.technik');
  app.setPath('userData', join(dataFolder, 'electron'));
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([appScheme]);
  if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
  else app.quit();
}

function run(): void {
  protectPages();
  serveInterface();
  const core = startCore();
  const window = openWindow();
  app.on('second-instance', () => bringUp(window));
  ipcMain.on(ASK, (event) => {
    const line = lineTo(event.senderFrame);
    if (line !== undefined) core.connect(line);
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/`);
  endWith(window, core);
}

function protectPages(): void {
  const clicked = new WeakMap<WebContents, () => boolean>();
  denyPermissions(session.defaultSession, (contents: WebContents) => clicked.get(contents)?.() === true);
  app.on('web-contents-created', (_event, contents) => {
    clicked.set(
      contents,
      watchDeeds(contents, () => performance.now()),
    );
    lockDown(contents, (address) => void shell.openExternal(address));
  });
}

function serveInterface(): void {
  const nonce = (): string => randomBytes(16).toString('base64url');
  protocol.handle('app', createAppHandler({ folder: join(appFolder, 'out', 'renderer'), shell: 'electron', nonce }));
}

function startCore() {
  let told = false;
  const core = superviseCore({
    dataFolder,
    clock: systemClock,
    fork: () => utilityProcess.fork(built('out/core/core-process.js'), [], { serviceName: 'M/Technik' }),
    channel: () => new MessageChannelMain(),
    services: {
      secrets: createSecretVault(join(dataFolder, 'secrets.sealed.json'), safeStorage, process.platform),
      notify: notifier(),
      openMail: createMailOpener(dataFolder, (file) => shell.openPath(file)),
      fork: () => utilityProcess.fork(built('out/core/pcpos-simulator.js'), [], { serviceName: 'M/Technik PC-POS' }),
      elevate: systemElevate(),
      proxyFor: async (url) => proxySettingFrom(await session.defaultSession.resolveProxy(url.href)),
      noSecrets() {
        if (told) return;
        told = true;
        dialog.showErrorBox('M/Technik', 'System nie udostępnia magazynu haseł, więc połączenia z M/platform nie można zapisać.');
      },
    },
    refused(sentence) {
      dialog.showErrorBox('M/Technik', sentence);
      app.exit(1);
    },
    gaveUp() {
      dialog.showErrorBox('M/Technik', 'Program kilka razy przerwał pracę. Zapisane dane są bezpieczne. Uruchom go ponownie.');
      app.exit(1);
    },
  });
  core.start();
  powerMonitor.on('resume', () => core.wake('resume'));
  powerMonitor.on('unlock-screen', () => core.wake('network'));
  return core;
}

/** Kept in sight until they are gone: a notification that nobody holds any more hears no click. */
function notifier(): (title: string, body: string) => void {
  const shown = new Set<Notification>();
  return (title, body) => {
    const notification = new Notification({ title, body });
    shown.add(notification);
    notification.on('close', () => shown.delete(notification));
    notification.on('click', () => {
      shown.delete(notification);
      const [window] = BrowserWindow.getAllWindows();
      if (window !== undefined) bringUp(window);
    });
    notification.show();
  };
}

const built = (file: string): string => modulePath(file, file);

const openWindow = (): BrowserWindow =>
  new BrowserWindow(windowOptions(join(appFolder, 'out', 'preload', 'preload.cjs'), !app.isPackaged));

function bringUp(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** The core gets a moment to finish; what it recorded is safe on disk in any case. */
function endWith(window: BrowserWindow, core: ReturnType<typeof startCore>): void {
  window.once('closed', () => {
    setTimeout(() => app.exit(0), 5_000);
    void core.close().then(() => app.exit(0));
  });
}
