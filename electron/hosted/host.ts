import { fork } from 'node:child_process';
import { environmentProxy } from '../core/field/environment-proxy.ts';
import type { ForkableModule, ForkedProcess, Host } from '../core/index.ts';
import { modulePath } from '../core/resources.ts';
import { secretFiles } from '../shared/secret-files.ts';
import { createSecretFile } from './secret-file.ts';

const modules: Readonly<Record<ForkableModule, string>> = {
  'pcpos-simulator': modulePath('electron/core/training/pcpos-simulator.ts', 'out/core/pcpos-simulator.js'),
};

/** What plain Node can do for the core; the hosted shell and the command line share it. */
export function createNodeHost(dataFolder: string, kind: 'hosted' | 'cli' = 'hosted'): Host {
  return {
    kind,
    secrets: secretFiles(dataFolder, createSecretFile),
    fork: (module, message) => forkModule(modules[module], message),
    proxyFor: environmentProxy(process.env, process.platform),
    // The page shows its own; a browser would ask for a permission that we do not want.
    notify: () => {},
  };
}

const GRACE_MS = 5_000;

/** The child sees our end as `disconnect`, also after a kill that we could not answer to. */
export function forkModule(file: string, message: unknown): ForkedProcess {
  const child = fork(file, [], {
    execArgv: [],
    // Our stdout belongs to whoever asked for JSON.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // Could not be started: no exit follows.
    child.once('error', () => resolve());
  });
  child.send(message as object, () => {});
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void gone.then(listener),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await gone;
      clearTimeout(force);
    },
  };
}
