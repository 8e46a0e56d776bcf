import { runTechnik } from './cli/run.ts';
import type { ForkedProcess, SecretStore } from './core/index.ts';
import { createNodeHost } from './hosted/host.ts';

export interface ElectronParts {
  /** The secrets of that data folder, as the window keeps them. */
  secrets(dataFolder: string): SecretStore;
  /** Electron's executable is no Node (a fuse says so), so the practice till is a utility process here, too. */
  fork(message: unknown): ForkedProcess;
}

/** `technik` of the packed program, in Electron's main process and with no window. Answers the exit code, once all is printed. */
export async function technikInElectron(args: readonly string[], parts: ElectronParts): Promise<number> {
  await runTechnik(args, async (dataFolder, kind) => ({
    ...createNodeHost(dataFolder, kind),
    secrets: parts.secrets(dataFolder),
    fork: (_module, message) => parts.fork(message),
  }));
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write('', () => done()));
  return Number(process.exitCode ?? 0);
}
