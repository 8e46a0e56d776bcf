import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { problem } from '../../domain/problem.ts';
import { sentence } from '../../domain/text.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { emptied, inFolder } from '../core/usable-folder.ts';
import { appVersion } from '../core/version.ts';
import { claimDataFolder } from '../shared/claim.ts';
import type { CliContext } from './context.ts';

interface Options {
  readonly port: string;
  readonly data?: string;
  readonly seed?: string;
  readonly host?: string;
}

/** `technik mplatform`: the reference M/platform, until it is told to stop. */
export function mplatformCommand(context: (command: Command) => CliContext): Command {
  return new Command('mplatform')
    .description('wzorcowy serwer M/platform')
    .requiredOption('--port <numer>', 'port; 0: dowolny wolny')
    .option('--seed <nazwa>', 'dane na początek: training')
    .option('--host <adres>', 'na którym adresie nasłuchiwać', '127.0.0.1')
    .action(async (_: Options, command: Command) => {
      const cli = context(command);
      const options = command.optsWithGlobals<Options>();
      const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : Number.NaN;
      if (!(port <= 65_535)) return cli.fail(2, problem('mplatform.port-invalid', { port: options.port }));
      if (options.seed !== undefined && options.seed !== 'training') {
        return cli.fail(2, problem('mplatform.seed-unknown', { seed: options.seed }));
      }
      // Never the app's own folder by default: two programs' databases do not lie in one.
      if (options.data === undefined) return cli.fail(2, problem('mplatform.folder-missing'));
      const folder = resolve(options.data);
      // Two servers on one database would give no live line a word of what the other one was told.
      const lock = claimDataFolder(folder);
      if (!lock.ok) {
        const twice = lock.error.code === 'app.runs-already';
        return cli.fail(2, twice ? problem('mplatform.runs-already', { folder }) : lock.error);
      }
      const lost = emptied(join(folder, 'mplatform.db'), [join(folder, 'keys', 'receipts.pem')]);
      if (lost !== undefined) {
        lock.value.release();
        return cli.fail(2, lost);
      }
      const stop = stopSignal();
      const opened = await openMplatform({
        dataFolder: folder,
        port,
        clock: systemClock,
        version: appVersion,
        ...(options.host === undefined ? {} : { host: options.host }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      });
      if (!opened.ok) {
        stop.forget();
        lock.value.release();
        return cli.fail(2, inFolder(opened.error, folder));
      }
      const { address } = opened.value;
      cli.print(sentence('mplatform.started', { address }), { address, port: opened.value.port });
      await stop.told;
      await opened.value.close();
      lock.value.release();
      cli.say(sentence('mplatform.stopped'));
    });
}

/** Ctrl+C, or the service manager. A second time ends it at once, as the system does by itself. */
function stopSignal(): { readonly told: Promise<void>; readonly forget: () => void } {
  let forget = (): void => undefined;
  const told = new Promise<void>((resolve) => {
    const heard = (): void => {
      forget();
      resolve();
    };
    forget = () => {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
  });
  return { told, forget };
}
