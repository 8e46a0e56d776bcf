import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { startCore } from '../core/index.ts';
import { type DemoBreak, runDemo } from '../core/training/demo.ts';
import { createNodeHost } from '../hosted/host.ts';
import type { CliContext } from './context.ts';

/** `technik demo`: the whole job with no window, in a folder of its own unless one is named. */
export function demoCommand(context: (command: Command) => CliContext): Command {
  return new Command('demo')
    .description('Cała praca bez okna, w trybie szkoleniowym / the whole job with no window, in training')
    .addOption(
      new Option('--break <what>', 'niech test połączenia się nie uda / make the probe fail').choices([
        'config',
        'server',
        'store',
      ]),
    )
    .action(async (options: { break?: DemoBreak }, command: Command) => {
      const cli = context(command);
      const named = command.optsWithGlobals<{ data?: string }>().data;
      const folder = named ?? (await mkdtemp(join(tmpdir(), 'technik-demo-')));
      const core = await startCore({
        dataFolder: folder,
        host: createNodeHost(folder),
        clock: systemClock,
        mode: 'training',
        quiet: true,
      });
      try {
        const report = await runDemo(core, {
          ...(options.break === undefined ? {} : { break: options.break }),
          onStep: (s) => cli.say(`${s.ok ? 'ok  ' : 'NIE '} ${s.name.padEnd(16)} ${String(s.ms).padStart(6)} ms  ${s.detail}`),
        });
        cli.print(report.ok ? 'Gotowe.' : 'Nie udało się.', report);
        cli.exit(report.ok ? 0 : 1);
      } finally {
        await core.close();
        if (named === undefined) await rm(folder, { recursive: true, force: true });
      }
    });
}
