import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { problem } from '../../domain/problem.ts';
import { isTextKey, sentence } from '../../domain/text.ts';
import { startCore } from '../core/index.ts';
import { type DemoBreak, type DemoStep, runDemo } from '../core/training/demo.ts';
import { claimDataFolder } from '../shared/claim.ts';
import type { CliContext } from './context.ts';

/** `technik demo`: the whole job with no window, in a folder of its own unless one is named. */
export function demoCommand(context: (command: Command) => CliContext): Command {
  return new Command('demo')
    .addOption(
      new Option('--break <co>', 'niech test połączenia się nie uda z tego powodu').choices(['config', 'server', 'store']),
    )
    .action(async (options: { break?: DemoBreak }, command: Command) => {
      const cli = context(command);
      const named = command.optsWithGlobals<{ data?: string }>().data;
      const folder = named ?? (await mkdtemp(join(tmpdir(), 'technik-demo-')));
      const lock = claimDataFolder(folder);
      if (!lock.ok) return cli.fail(2, lock.error);
      const core = await startCore({
        dataFolder: folder,
        host: await cli.hostOf(folder, 'hosted'),
        clock: systemClock,
        mode: 'training',
        quiet: true,
      });
      try {
        const report = await runDemo(core, {
          ...(options.break === undefined ? {} : { break: options.break }),
          onStep: (s) => cli.say(stepLine(s)),
        });
        const asMeant = options.break === undefined ? 'Gotowe.' : sentence('demo.refused-as-meant');
        cli.print(report.ok ? asMeant : 'Nie udało się.', report);
        if (report.ok) return cli.exit(0);
        // The report goes by codes; where the server itself would not start, there is a sentence that says why.
        const failed = report.steps.find((s) => !s.ok);
        const server = await core.workplace().training?.startServer();
        cli.fail(
          1,
          server?.ok === false ? server.error : problem('demo.failed', { step: failed?.name ?? '', reason: failed?.code ?? '' }),
        );
      } finally {
        await core.close();
        lock.value.release();
        if (named === undefined) await rm(folder, { recursive: true, force: true });
      }
    });
}

function stepLine({ ok, name, ms, detail }: DemoStep): string {
  const key = `demo.step.${name}`;
  const said = isTextKey(key) ? sentence(key) : name;
  return `${ok ? 'ok  ' : 'NIE '} ${said.padEnd(27)} ${String(ms).padStart(6)} ms  ${detail}`;
}
