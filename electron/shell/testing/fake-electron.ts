import { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions, MenuItemConstructorOptions } from 'electron';
import { APP_ORIGIN, externalLink, isOurPage } from '../policy.ts';
import { FakeContents, FakeNotification, FakeProcess, FakeTray } from './fake-parts.ts';
import { checkPreferences, strict, Unsafe } from './fake-rules.ts';

export interface FakeOptions {
  readonly dataFolder: string;
  readonly packaged?: boolean;
  /** Another copy of the program runs. */
  readonly second?: boolean;
  /** The screens' work areas. */
  readonly areas?: readonly { readonly x: number; readonly y: number; readonly width: number; readonly height: number }[];
  /** The system keeps no secrets. */
  readonly noSecrets?: boolean;
  /** Which button the person presses in a dialog, by its number. */
  readonly press?: number;
}

/**
 * Electron as far as the shell uses it, with no window and no process. It throws where the checklist would be broken: at the
 * order of things (rules before pages), at each option, address and path.
 */
export function createFakeElectron(options: FakeOptions) {
  const wrongs: string[] = [];
  const unsafe = (what: string): never => {
    wrongs.push(what);
    throw new Unsafe(what);
  };
  const must = (fine: boolean, what: string): void => {
    if (!fine) unsafe(what);
  };
  const done = new Set<string>();
  const exits: number[] = [];
  const said: { readonly title: string; readonly text: string }[] = [];
  const opened: string[] = [];
  const menus: MenuItemConstructorOptions[][] = [];
  const trays: FakeTray[] = [];
  const processes: FakeProcess[] = [];
  const windows: FakeWindow[] = [];
  const notifications: FakeNotification[] = [];
  const paths: Record<string, string> = {};
  const ready = Promise.withResolvers<void>();
  let handler: ((request: Request) => Promise<Response>) | undefined;

  const app = Object.assign(new EventEmitter(), {
    isPackaged: options.packaged ?? true,
    setAppUserModelId: () => {},
    setPath(name: string, path: string) {
      must(!done.has('ready'), `${name} is moved after the app is ready`);
      paths[name] = path;
    },
    enableSandbox() {
      must(!done.has('ready'), 'the sandbox comes after the app is ready');
      done.add('sandbox');
    },
    requestSingleInstanceLock: () => options.second !== true,
    whenReady: () => ready.promise,
    exit: (code: number) => void exits.push(code),
    quit() {
      for (const window of windows) window.close();
      let prevented = false;
      const preventDefault = (): void => {
        prevented = true;
      };
      app.emit('will-quit', { preventDefault });
      if (!prevented) exits.push(0);
    },
  });

  /** Null would take the rule away again. */
  const rule =
    (step: string, wrong: string) =>
    (handler: unknown): void => {
      must(typeof handler === 'function', wrong);
      done.add(step);
    };
  const defaultSession = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: rule('request', 'every permission is granted'),
    setPermissionCheckHandler: rule('check', 'every permission is there'),
    setDevicePermissionHandler: rule('device', 'every device is handed out'),
    resolveProxy: async () => 'DIRECT',
    webRequest: strict(
      'webRequest',
      {
        onBeforeRequest(filter: { readonly urls: readonly string[] }, listener: (d: unknown, say: (r: unknown) => void) => void) {
          listener({}, (answer) => must((answer as { cancel?: boolean }).cancel === true, 'a request leaves the program'));
          for (const scheme of ['http', 'https', 'ws', 'wss', 'file']) {
            must(
              filter.urls.some((url) => url.startsWith(`${scheme}://`)),
              `${scheme} is let out`,
            );
          }
          done.add('cut off');
        },
      },
      unsafe,
    ),
  });

  class FakeWindow extends EventEmitter {
    readonly webContents = new FakeContents();
    readonly loaded: string[] = [];
    readonly options: BrowserWindowConstructorOptions;
    shown = 0;
    state = { minimized: false, maximized: false, destroyed: false };
    bounds = { x: 10, y: 20, width: 1000, height: 700 };
    constructor(given: BrowserWindowConstructorOptions) {
      super();
      this.options = given;
      for (const step of ['sandbox', 'scheme', 'handler', 'request', 'check', 'device', 'cut off', 'downloads'] as const) {
        if (step === 'downloads') must(defaultSession.listenerCount('will-download') > 0, 'a page may save whatever it likes');
        else must(done.has(step), `a window is opened before: ${step}`);
      }
      checkPreferences(given, app.isPackaged, must);
      must(given.show === false, 'an empty window is shown');
      app.emit('web-contents-created', {}, this.webContents);
      for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])
        must(this.webContents.listenerCount(event) > 0, `nobody limits ${event}`);
      must(this.webContents.openHandler !== undefined, 'a page may open windows');
      windows.push(this);
    }
    async loadURL(address: string): Promise<void> {
      must(isOurPage(address), `the window loads ${address}`);
      this.loaded.push(address);
    }
    show(): void {
      this.shown += 1;
    }
    focus(): void {}
    maximize(): void {
      this.state.maximized = true;
    }
    restore(): void {
      this.state.minimized = false;
    }
    isMinimized = (): boolean => this.state.minimized;
    isMaximized = (): boolean => this.state.maximized;
    isDestroyed = (): boolean => this.state.destroyed;
    getNormalBounds = () => this.bounds;
    close(): void {
      if (this.state.destroyed) return;
      this.emit('close', {});
      this.state.destroyed = true;
      this.emit('closed');
      // What Electron does where nobody listens.
      if (app.listenerCount('window-all-closed') === 0) exits.push(0);
      else app.emit('window-all-closed');
    }
  }

  const parts = {
    app,
    BrowserWindow: FakeWindow,
    Notification: class extends FakeNotification {
      constructor(given: unknown) {
        super(given);
        notifications.push(this);
      }
    },
    Tray: class extends FakeTray {
      constructor(image: unknown) {
        super(image);
        trays.push(this);
      }
    },
    MessageChannelMain: class {
      readonly port1 = { close: () => {} };
      readonly port2 = { close: () => {} };
    },
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => ({ template, popup: () => void menus.push(template) }),
      setApplicationMenu: (menu: { readonly template: MenuItemConstructorOptions[] }) => void menus.push(menu.template),
    },
    nativeImage: {
      createEmpty: () => {
        const sizes: number[] = [];
        return { sizes, addRepresentation: ({ width }: { readonly width: number }) => void sizes.push(width) };
      },
    },
    screen: {
      getPrimaryDisplay: () => ({ id: 0, workArea: (options.areas ?? SCREEN)[0] }),
      getAllDisplays: () => (options.areas ?? SCREEN).map((workArea, id) => ({ id, workArea })),
    },
    crashReporter: {
      start({ uploadToServer, submitURL }: { readonly uploadToServer?: boolean; readonly submitURL?: string }) {
        must(uploadToServer === false && submitURL === undefined, 'crashes are sent away');
        must(!done.has('ready'), 'crashes are watched late');
        must(paths.crashDumps !== undefined, 'crashes lie anywhere');
        done.add('crashes');
      },
    },
    dialog: {
      showErrorBox: (title: string, text: string) => void said.push({ title, text }),
      async showMessageBox(_window: unknown, box: { readonly message: string; readonly buttons?: readonly string[] }) {
        said.push({ title: box.message, text: (box.buttons ?? []).join(' | ') });
        return { response: options.press ?? 0 };
      },
    },
    ipcMain: {
      on(channel: string, listener: (event: unknown) => void) {
        must(channel === 'technik:ask-port', `ipcMain listens on ${channel}`);
        asked = listener;
      },
    },
    powerMonitor: new EventEmitter(),
    protocol: {
      registerSchemesAsPrivileged(
        schemes: readonly { readonly scheme: string; readonly privileges?: Record<string, boolean> }[],
      ) {
        must(!done.has('ready'), 'the scheme comes after the app is ready');
        for (const { scheme, privileges = {} } of schemes) {
          must(scheme === 'app', `the scheme ${scheme}`);
          const wide = ['bypassCSP', 'corsEnabled', 'allowServiceWorkers', 'allowExtensions', 'codeCache'];
          for (const name of wide) must(privileges[name] !== true, `app:// has ${name}`);
        }
        done.add('scheme');
      },
      handle(scheme: string, answer: (request: Request) => Promise<Response>) {
        must(scheme === 'app', `${scheme}:// is answered`);
        handler = answer;
        done.add('handler');
      },
    },
    safeStorage: {
      isAsyncEncryptionAvailable: async () => options.noSecrets !== true,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptStringAsync: async (text: string) => Buffer.from(`sealed ${text}`),
      decryptStringAsync: async (sealed: Buffer) => ({
        result: sealed.toString().slice('sealed '.length),
        shouldReEncrypt: false,
      }),
    },
    session: { defaultSession: strict('session', defaultSession, unsafe) },
    shell: {
      async openExternal(address: string) {
        must(externalLink(address) === address, `the system is handed ${address}`);
        opened.push(address);
      },
      async openPath(file: string) {
        must(file.startsWith(options.dataFolder) && file.endsWith('.eml'), `the system opens ${file}`);
        opened.push(file);
        return '';
      },
    },
    utilityProcess: {
      fork(file: string, args: readonly string[]) {
        must(args.length === 0, 'something stands on a command line');
        must(/[\\/]out[\\/]core[\\/][\w-]+\.js$/.test(file), `a process of ${file}`);
        const made = new FakeProcess(file);
        processes.push(made);
        return made;
      },
    },
  };
  let asked: ((event: unknown) => void) | undefined;

  const module = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, typeof part === 'function' ? part : strict(name, part, unsafe)]),
  );

  return {
    module,
    wrongs: wrongs as readonly string[],
    app,
    defaultSession,
    exits: exits as readonly number[],
    said: said as readonly (typeof said)[number][],
    opened: opened as readonly string[],
    menus: menus as readonly MenuItemConstructorOptions[][],
    trays: trays as readonly FakeTray[],
    processes: processes as readonly FakeProcess[],
    windows: windows as readonly FakeWindow[],
    notifications: notifications as readonly FakeNotification[],
    paths,
    powerMonitor: parts.powerMonitor,
    /** The system is ready for the program; resolves when the program has done what it does then. */
    async start(): Promise<void> {
      done.add('ready');
      ready.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
    fetch: (path: string): Promise<Response> | undefined => handler?.(new Request(`${APP_ORIGIN}${path}`)),
    /** A page asks for its line, from the frame given. */
    ask: (senderFrame: unknown): void => asked?.({ senderFrame }),
  };
}
export type FakeElectron = ReturnType<typeof createFakeElectron>;

const SCREEN = [{ x: 0, y: 0, width: 1920, height: 1040 }];
