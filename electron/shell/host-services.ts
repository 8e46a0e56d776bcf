import type { UtilityProcess } from 'electron';
import { assertNever } from '../../domain/result.ts';
import type { Elevate, ForkableModule, ProxySetting, SecretStore, UpdateSource } from '../core/index.ts';
import type { SecretCall, ToCore, ToMain } from '../shared/core-messages.ts';

/** The part of Electron's `UtilityProcess` that is used. */
export type Forked = Pick<UtilityProcess, 'postMessage' | 'kill'> & {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
};

export interface HostServices {
  readonly secrets: SecretStore;
  notify(title: string, body: string): void;
  fork(module: ForkableModule): Forked;
  readonly elevate: Elevate;
  /** Made when it is first asked for. Of a copy that never updates itself, nothing is. */
  updates(): Promise<UpdateSource>;
  /** The system's settings, a script of the shop's network included. */
  proxyFor(url: URL): Promise<ProxySetting>;
  /** Whether the system's mail program was asked to open it. Of no file but a letter in the data folder. */
  openMail(file: string): Promise<boolean>;
  /** The system keeps no secrets for us; the person is told. */
  noSecrets(): void;
}

export type HostRequest = Extract<
  ToMain,
  { type: 'secret' | 'notify' | 'open-mail' | 'fork' | 'stop-fork' | 'elevate' | 'proxy' | 'update' }
>;

/** Does for one run of the core what only main can do. Its children end with it. */
export function serveHost(services: HostServices, send: (message: ToCore) => void) {
  const children = new Map<number, Forked>();
  return {
    handle(request: HostRequest): void {
      switch (request.type) {
        case 'secret':
          secret(services.secrets, request.of).then(
            (value) => send({ type: 'secret-answer', id: request.id, ok: true, value }),
            () => {
              send({ type: 'secret-answer', id: request.id, ok: false, value: null });
              services.noSecrets();
            },
          );
          return;
        case 'notify':
          services.notify(request.title, request.body);
          return;
        case 'open-mail':
          services.openMail(request.file).then(
            (opened) => send({ type: 'open-mail-answer', id: request.id, opened }),
            () => send({ type: 'open-mail-answer', id: request.id, opened: false }),
          );
          return;
        case 'fork': {
          const { child: id } = request;
          const child = services.fork(request.module);
          children.set(id, child);
          child.on('message', (message) => send({ type: 'fork-message', child: id, message }));
          child.on('exit', () => {
            children.delete(id);
            send({ type: 'fork-exit', child: id });
          });
          child.postMessage(request.order);
          return;
        }
        case 'stop-fork':
          children.get(request.child)?.kill();
          return;
        case 'elevate':
          void services.elevate(request.requestFile).then((outcome) => send({ type: 'elevate-answer', id: request.id, outcome }));
          return;
        case 'proxy':
          services.proxyFor(new URL(request.url)).then(
            (setting) => send({ type: 'proxy-answer', id: request.id, setting }),
            () => send({ type: 'proxy-answer', id: request.id, setting: { kind: 'unknown' } }),
          );
          return;
        case 'update':
          updateStep(services, request, send).catch((cause: unknown) => {
            // A bug in here ends neither the program nor the wait for an answer.
            const evidence = { cause: String(cause).slice(0, 300) };
            send({ type: 'update-answer', id: request.id, answer: { ok: false, code: 'update.unreachable', evidence } });
          });
          return;
        default:
          assertNever(request);
      }
    },
    end(): void {
      for (const child of children.values()) child.kill();
      children.clear();
    },
  };
}

async function secret(secrets: SecretStore, of: SecretCall): Promise<string | null> {
  switch (of.call) {
    case 'read':
      return secrets.read(of.name);
    case 'write':
      await secrets.write(of.name, of.value);
      return null;
    case 'delete':
      await secrets.delete(of.name);
      return null;
    default:
      return assertNever(of);
  }
}

type UpdateRequest = Extract<HostRequest, { type: 'update' }>;
type UpdateTrouble = Extract<Extract<ToCore, { type: 'update-answer' }>['answer'], { ok: false }>;

async function updateStep(
  services: Pick<HostServices, 'updates'>,
  { id, call }: UpdateRequest,
  send: (message: ToCore) => void,
): Promise<void> {
  const source = await services.updates();
  const onProgress = (percent: number): void => send({ type: 'update-progress', id, percent });
  const found = await (call === 'download' ? source.download(onProgress) : source[call]());
  if (found.ok) send({ type: 'update-answer', id, answer: { ok: true, offer: found.value } });
  else {
    const { code, evidence } = found.error;
    const answer = { ok: false, code: code as UpdateTrouble['code'], evidence: evidence as UpdateTrouble['evidence'] } as const;
    send({ type: 'update-answer', id, answer });
  }
}
