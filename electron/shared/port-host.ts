import { type Problem, problem } from '../../domain/problem.ts';
import { assertNever, err, ok, type Result } from '../../domain/result.ts';
import type { Elevate, ForkedProcess, Host, ProxySetting, UpdateOffer, UpdateSource, WakeReason } from '../core/index.ts';
import { systemTimers, type Timers } from '../core/timers.ts';
import type { SecretCall, ToCore, ToMain, UpdateCall } from './core-messages.ts';

type Answer = Extract<
  ToCore,
  {
    type:
      | 'secret-answer'
      | 'fork-message'
      | 'fork-exit'
      | 'elevate-answer'
      | 'proxy-answer'
      | 'open-mail-answer'
      | 'wake'
      | 'update-answer'
      | 'update-progress';
  }
>;

export interface PortHost extends Host {
  /** Takes what main answers. */
  receive(message: Answer): void;
}

interface UpdateStep {
  readonly answer: (found: Result<UpdateOffer | null, Problem>) => void;
  readonly progress: (percent: number) => void;
}
const done = (answer: Result<unknown, Problem>): Result<null, Problem> => (answer.ok ? ok(null) : answer);

interface Child {
  readonly onMessage: ((message: unknown) => void)[];
  readonly exited: Promise<void>;
  readonly exit: () => void;
}

/** What this copy of the program may do; main knows, and says so when it starts the core. */
export interface Rights {
  /** It may ask for administrator's rights: not from a USB stick, where anybody could have changed it. */
  readonly elevates: boolean;
  readonly updates: boolean;
}

/** A child that main cannot end by then is not waited for any longer; it ends with main at the latest. Milliseconds. */
export const STOP_MS = 5_000;
/** Windows asks a shop's whole network for its proxy script before it gives up. Milliseconds. */
export const PROXY_MS = 30_000;

/** The core's `Host` in Electron: what only main can do, asked for over messages. */
export function createPortHost(send: (message: ToMain) => void, rights: Rights, timers: Timers = systemTimers): PortHost {
  const questions = new Map<number, { resolve(value: string | null): void; reject(cause: Error): void }>();
  const children = new Map<number, Child>();
  const consents = new Map<number, (outcome: Awaited<ReturnType<Elevate>>) => void>();
  const settings = new Map<number, (setting: ProxySetting) => void>();
  const letters = new Map<number, (opened: boolean) => void>();
  const steps = new Map<number, UpdateStep>();
  const wakeListeners = new Set<(why: WakeReason) => void>();
  let last = 0;

  const ask = (of: SecretCall): Promise<string | null> =>
    new Promise((resolve, reject) => {
      last += 1;
      questions.set(last, { resolve, reject });
      send({ type: 'secret', id: last, of });
    });

  const elevate: Elevate = (requestFile) =>
    new Promise((resolve) => {
      last += 1;
      consents.set(last, resolve);
      send({ type: 'elevate', id: last, requestFile });
    });

  const update = (
    call: UpdateCall,
    progress: (percent: number) => void = () => {},
  ): Promise<Result<UpdateOffer | null, Problem>> =>
    new Promise((answer) => {
      last += 1;
      steps.set(last, { answer, progress });
      send({ type: 'update', id: last, call });
    });
  const updates: UpdateSource = {
    check: () => update('check'),
    download: async (onProgress) => done(await update('download', onProgress)),
    install: async () => done(await update('install')),
    before: () => update('before'),
    goBack: async () => done(await update('goBack')),
  };

  return {
    kind: 'electron',
    secrets: {
      read: (name) => ask({ call: 'read', name }),
      write: async (name, value) => void (await ask({ call: 'write', name, value })),
      delete: async (name) => void (await ask({ call: 'delete', name })),
    },
    proxyFor: (url) =>
      new Promise((resolve) => {
        last += 1;
        const id = last;
        const cancel = timers.after(PROXY_MS, () => {
          settings.delete(id);
          resolve({ kind: 'unknown' });
        });
        settings.set(id, (setting) => {
          cancel();
          resolve(setting);
        });
        send({ type: 'proxy', id, url: url.href });
      }),
    onWake(listener) {
      wakeListeners.add(listener);
      return () => void wakeListeners.delete(listener);
    },
    openMail: (file) =>
      new Promise((resolve) => {
        last += 1;
        letters.set(last, resolve);
        send({ type: 'open-mail', id: last, file });
      }),
    notify: (title, body) => send({ type: 'notify', title, body }),
    // Elsewhere there is nobody to ask.
    ...(rights.elevates ? { elevate } : {}),
    ...(rights.updates ? { updates } : {}),
    fork(module, order): ForkedProcess {
      last += 1;
      const child = last;
      const { promise: exited, resolve: exit } = Promise.withResolvers<void>();
      const onMessage: Child['onMessage'] = [];
      children.set(child, { onMessage, exited, exit });
      send({ type: 'fork', child, module, order });
      return {
        onMessage: (listener) => void onMessage.push(listener),
        onExit: (listener) => void exited.then(listener),
        async stop() {
          if (!children.has(child)) return;
          send({ type: 'stop-fork', child });
          const waited = Promise.withResolvers<void>();
          const cancel = timers.after(STOP_MS, waited.resolve);
          await Promise.race([exited, waited.promise]);
          cancel();
        },
      };
    },
    receive(message) {
      switch (message.type) {
        case 'secret-answer': {
          const question = questions.get(message.id);
          questions.delete(message.id);
          if (message.ok) question?.resolve(message.value);
          else question?.reject(new Error('The system keeps no secrets for us'));
          return;
        }
        case 'fork-message':
          for (const listener of children.get(message.child)?.onMessage ?? []) listener(message.message);
          return;
        case 'fork-exit':
          children.get(message.child)?.exit();
          children.delete(message.child);
          return;
        case 'proxy-answer':
          settings.get(message.id)?.(message.setting);
          settings.delete(message.id);
          return;
        case 'open-mail-answer':
          letters.get(message.id)?.(message.opened);
          letters.delete(message.id);
          return;
        case 'update-progress':
          steps.get(message.id)?.progress(message.percent);
          return;
        case 'update-answer': {
          const { answer } = message;
          steps.get(message.id)?.answer(answer.ok ? ok(answer.offer) : err(problem(answer.code, {}, answer.evidence)));
          steps.delete(message.id);
          return;
        }
        case 'elevate-answer':
          consents.get(message.id)?.(message.outcome);
          consents.delete(message.id);
          return;
        case 'wake':
          for (const listener of wakeListeners) listener(message.why);
          return;
        default:
          assertNever(message);
      }
    },
  };
}
