import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
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
import type { Language } from '../domain/text.ts';
import { createLog } from './core/diagnostics/log.ts';
import type { SecretStore } from './core/host.ts';
import { appFolder, modulePath } from './core/resources.ts';
import { createSettings } from './core/settings.ts';
import { systemTimers } from './core/timers.ts';
import { appVersion } from './core/version.ts';
import { systemElevate } from './core/workstation/elevation/ask-consent.ts';
import { elevatedRequest, runElevatedWrite } from './core/workstation/elevation/run.ts';
import type { CoreStatus } from './shared/core-messages.ts';
import { dataFolderFrom } from './shared/data-folder.ts';
import { filesIn } from './shared/opened-files.ts';
import { secretFiles } from './shared/secret-files.ts';
import { wordsIn } from './shared/words.ts';
import { appScheme, createAppHandler } from './shell/app-protocol.ts';
import { commandLineFrom, forkedIn } from './shell/command-line.ts';
import { type Supervisor, superviseCore } from './shell/core-supervisor.ts';
import { keepDumpsHere, pruneDumps } from './shell/crash-dumps.ts';
import { electronTray } from './shell/desktop-tray.ts';
import { endWithWindow } from './shell/ending.ts';
import { createMailOpener } from './shell/mail-opener.ts';
import { bringUp, openMainWindow } from './shell/main-window.ts';
import { menuTemplate } from './shell/menu.ts';
import { createNotifier } from './shell/notifier.ts';
import { ASK, lineTo } from './shell/page-line.ts';
import { keepPageAlive } from './shell/page-recovery.ts';
import { APP_ORIGIN, denyPermissions, lockDown, watchDeeds } from './shell/policy.ts';
import { proxySettingFrom } from './shell/proxy-setting.ts';
import { ask, CORE_CRASHED, PAGE_CRASHED, PAGE_HANGS } from './shell/questions.ts';
import { createSecretVault } from './shell/secret-vault.ts';
import { cutOff, onlyOwnDownloads } from './shell/session-rules.ts';
import { createTray } from './shell/tray.ts';
import { rightsOf, thisInstallation, updateConfig } from './shell/update/installation.ts';
import { windowsUpdates } from './shell/update/windows.ts';

const dataFolder = dataFolderFrom(process.argv);
const electronFolder = join(dataFolder, 'electron');
const dumpFolder = join(dataFolder, 'crashes');
const preload = join(appFolder, 'out', 'preload', 'preload.cjs');
const developing = !app.isPackaged;
const NAME = 'M/Technik';
/** A dump is whole by then. */
const DUMP_WRITTEN_MS = 10_000;
let language: Language = 'pl';
const words = wordsIn(() => language);
/** Files that were opened before there was a window. */
const early = [...filesIn(process.argv, process.cwd())];
let openFile: ((file: string) => void) | undefined;

const built = (file: string): string => modulePath(file, file);

const sealedSecrets = (folder: string): SecretStore =>
  secretFiles(folder, (file) => createSecretVault(file, safeStorage, process.platform), '.sealed.json');

const requestFile = elevatedRequest(process.argv);
const command = commandLineFrom(process.argv);
// With administrator's rights there is no window, no data folder and no line: one write, and the end.
if (requestFile !== undefined) void runElevatedWrite(requestFile).then((code) => app.exit(code));
else if (command !== undefined) void runCommand(command);
else begin();

/** `technik` of the packed program: the same core, no window, its answers on the console that asked. */
async function runCommand(args: readonly string[]): Promise<void> {
  // Where the system's key for this program's secrets lies.
  app.setPath('userData', electronFolder);
  app.disableHardwareAcceleration();
  await app.whenReady();
  const { technikInElectron } = await import('./command-line.ts');
  const code = await technikInElectron(args, {
    secrets: sealedSecrets,
    fork: (message) => forkedIn(utilityProcess.fork(built('out/core/pcpos-simulator.js')), message),
  });
  app.exit(code);
}

function begin(): void {
  // Windows shows notifications of a program whose shortcut carries the same name.
  app.setAppUserModelId('pl.com.mplatform.technik');
  app.setPath('userData', electronFolder);
  keepDumpsHere(app, crashReporter, dumpFolder);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([appScheme]);
  process.on('uncaughtException', endInError);
  // Electron goes on after one that nobody waits for, and would say it to nobody.
  process.on('unhandledRejection', (cause) => createLog(dataFolder, systemClock).bug('main', cause));
  // On a Mac a double click is no word of the command line; it comes before the app is ready, too.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (openFile === undefined) early.push(file);
    else openFile(file);
  });
  if (app.requestSingleInstanceLock()) void app.whenReady().then(run).catch(endInError);
  else app.quit();
}

function run(): void {
  language = createSettings(dataFolder).get().language;
  capDumps();
  protectPages();
  serveInterface();
  const window = openMainWindow({ preload, stateFile: join(electronFolder, 'window.json'), words, developing });
  const core = startCore(window);
  ipcMain.on(ASK, (event) => {
    const line = lineTo(event.senderFrame);
    if (line !== undefined) core.connect(line);
  });
  app.on('second-instance', (_event, argv, folder) => {
    bringUp(window);
    for (const file of filesIn(argv, folder)) core.openFile(file);
  });
  openFile = (file) => {
    bringUp(window);
    core.openFile(file);
  };
  for (const file of early.splice(0)) core.openFile(file);
  powerMonitor.on('resume', () => core.wake('resume'));
  powerMonitor.on('unlock-screen', () => core.wake('network'));
  endWithWindow(app, core, systemTimers);
  showPage(window);
}

/** At a start, and after each crash: one that comes every other minute would fill the disk of a till that nobody starts anew. */
function capDumps(): void {
  const prune = (): void => pruneDumps(dumpFolder);
  prune();
  const later = (): void => void systemTimers.after(DUMP_WRITTEN_MS, prune);
  app.on('child-process-gone', later);
  app.on('render-process-gone', later);
}

function protectPages(): void {
  const clicked = new WeakMap<WebContents, () => boolean>();
  const justClicked = (contents: WebContents): boolean => clicked.get(contents)?.() === true;
  for (const rules of [cutOff, onlyOwnDownloads]) rules(session.defaultSession);
  denyPermissions(session.defaultSession, justClicked);
  // None is ever made; one that were would grant everything to everybody.
  app.on('session-created', (made) => denyPermissions(made, justClicked));
  app.on('web-contents-created', (_event, contents) => {
    clicked.set(
      contents,
      watchDeeds(contents, () => performance.now()),
    );
    lockDown(contents, openExternal);
  });
}

/** The number of the help line, an address of M/platform; nobody need know when no program takes it. */
function openExternal(address: string): void {
  shell.openExternal(address).catch(() => {});
}

function serveInterface(): void {
  const nonce = (): string => randomBytes(16).toString('base64url');
  protocol.handle('app', createAppHandler({ folder: join(appFolder, 'out', 'renderer'), shell: 'electron', nonce }));
}

function startCore(window: BrowserWindow): Supervisor {
  let told = false;
  const rights = rightsOf(thisInstallation(app.isPackaged), updateConfig());
  const core = superviseCore({
    dataFolder,
    clock: systemClock,
    timers: systemTimers,
    fork: () => utilityProcess.fork(built('out/core/core-process.js'), rights, { serviceName: 'M/Technik' }),
    channel: () => new MessageChannelMain(),
    services: {
      secrets: sealedSecrets(dataFolder),
      notify: createNotifier({
        isSupported: () => Notification.isSupported(),
        make: (options) => new Notification(options),
        clicked: () => bringUp(window),
      }),
      openMail: createMailOpener(dataFolder, (file) => shell.openPath(file)),
      fork: () => utilityProcess.fork(built('out/core/pcpos-simulator.js'), [], { serviceName: 'M/Technik PC-POS' }),
      elevate: systemElevate(),
      updates: windowsUpdates(dataFolder),
      proxyFor: async (url) => proxySettingFrom(await session.defaultSession.resolveProxy(url.href)),
      noSecrets() {
        if (told) return;
        told = true;
        // Waited for by nobody: the work goes on meanwhile.
        void dialog.showMessageBox(window, { type: 'warning', title: NAME, message: words('desktop.dialog.noSecrets') });
      },
    },
    status: (status) => show(status),
    refused(sentence) {
      dialog.showErrorBox(NAME, sentence);
      app.exit(1);
    },
    gaveUp: () => void ask(window, words, CORE_CRASHED).then((again) => (again ? core.again() : app.quit())),
  });
  const show = createDesktop(window, core);
  core.start();
  return core;
}

/** Menu and tray, in the language that the person chose last. */
function createDesktop(window: BrowserWindow, core: Supervisor): (status: CoreStatus | undefined) => void {
  const acts = { open: () => bringUp(window), syncNow: () => core.syncNow(), quit: () => app.quit() };
  const tray = createTray(electronTray(), words, acts);
  const setMenu = (): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(words, { ...acts, version: appVersion }, developing)));
  setMenu();
  return (status) => {
    if (status !== undefined && status.language !== language) {
      language = status.language;
      setMenu();
    }
    tray.show(status);
  };
}

/** The page, and what happens when it breaks. */
function showPage(window: BrowserWindow): void {
  // A page that did not come is shown as such; nothing here can do more about it.
  const reload = (): void => void window.loadURL(`${APP_ORIGIN}/`).catch(() => {});
  keepPageAlive(window.webContents, {
    clock: systemClock,
    reload,
    quit: () => app.quit(),
    askAfterCrashes: () => ask(window, words, PAGE_CRASHED),
    askWhetherToWait: () => ask(window, words, PAGE_HANGS),
  });
  reload();
}

/** Electron would show how the program is made. */
function endInError(cause: Error): void {
  process.stderr.write(`${cause.stack ?? cause.message}\n`);
  createLog(dataFolder, systemClock).died('main', 'uncaughtException', cause);
  dialog.showErrorBox(NAME, words('desktop.dialog.failed'));
  app.exit(1);
}
