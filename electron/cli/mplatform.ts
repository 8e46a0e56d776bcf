import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { problem } from '../../domain/problem.ts';
import { sentence } from '../../domain/text.ts';
import { openMplatform } from '../../mplatform/server/main.ts';
import { appVersion } from '../core/version.ts';
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
    .description('Serwer M/platform (wzorcowy) / the reference M/platform server')
    .requiredOption('--port <n>', 'port; 0: dowolny wolny / any free one')
    .option('--seed <name>', 'dane na początek: training / data to begin with: training')
    .option('--host <address>', 'na którym adresie nasłuchiwać / address to listen on', '127.0.0.1')
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
      const stop = stopSignal();
      const opened = await openMplatform({
        dataFolder: options.data,
        port,
        clock: systemClock,
        version: appVersion,
        ...(options.host === undefined ? {} : { host: options.host }),
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      });
      if (!opened.ok) {
        stop.forget();
        return cli.fail(2, opened.error);
      }
      const { address } = opened.value;
      cli.print(sentence('mplatform.started', { address }), { address, port: opened.value.port });
      await stop.told;
      await opened.value.close();
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
