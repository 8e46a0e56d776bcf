import { Command, CommanderError } from 'commander';
import { type Problem, problem } from '../domain/problem.ts';
import { DatabaseProblem } from '../sqlite/problems.ts';
import { type CliContext, createCliContext } from './cli/context.ts';
import { demoCommand } from './cli/demo.ts';
import { mplatformCommand } from './cli/mplatform.ts';
import { pcposCommand } from './cli/pcpos.ts';
import { speakPolish, usageProblem } from './cli/polish.ts';
import { probeCommand } from './cli/probe.ts';
import { receiptCommand } from './cli/receipt.ts';
import { supportCommand } from './cli/support.ts';
import { resourcePath } from './core/resources.ts';
import { errorCode } from './core/usable-folder.ts';
import { appVersion } from './core/version.ts';

/** `technik`: the command line over the same core. Exit 0 = yes/done, 1 = a negative answer, 2 = bad usage or input. */
const contextOf = (command: Command): CliContext => {
  const { json, data } = command.optsWithGlobals<{ json?: boolean; data?: string }>();
  return createCliContext({ json: json === true, data });
};
const JSON_OPTION = ['--json', 'wypisz jeden dokument JSON i nic więcej'] as const;
const DATA_OPTION = ['--data <folder>', 'folder danych programu'] as const;

const program = new Command('technik')
  .description('M/Technik: podłączanie kas PC-POS do M/platform')
  .version(appVersion, '-V, --version', 'wersja programu')
  .option(...JSON_OPTION)
  .option(...DATA_OPTION);

program.addCommand(demoCommand(contextOf));
program.addCommand(mplatformCommand(contextOf));
program.addCommand(pcposCommand(contextOf, resourcePath('migrations', 'core')));
program.addCommand(probeCommand(contextOf, resourcePath('migrations', 'core')));
program.addCommand(receiptCommand(contextOf, resourcePath('migrations', 'core')));
program.addCommand(supportCommand(contextOf));
for (const command of program.commands) {
  // The same two options are understood before and after the command's name.
  command.option(...JSON_OPTION);
  if (!command.options.some((o) => o.long === '--data')) command.option(...DATA_OPTION);
}
speakPolish(program);
// An empty variable in a script must not turn the current folder into the data folder.
program.hook('preAction', (_, command) => {
  if (command.optsWithGlobals<{ data?: string }>().data === '')
    command.error("option '--data <folder>' argument missing", { code: 'commander.optionMissingArgument' });
});

function said(cause: unknown): Problem | undefined {
  if (cause instanceof CommanderError) return usageProblem(cause);
  if (cause instanceof DatabaseProblem) return cause.problem;
  const reason = errorCode(cause);
  return reason === undefined ? undefined : problem('app.system-refused', { reason, file: pathOf(cause) });
}
const pathOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).path ?? contextOf(program).dataFolder;

// Whoever reads only the first lines and closes the pipe has made no mistake.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  if (cause.code !== 'EPIPE') throw cause;
});

try {
  await program.parseAsync();
} catch (cause) {
  const isAnswer = cause instanceof CommanderError && cause.exitCode === 0;
  const what = isAnswer ? undefined : said(cause);
  if (what !== undefined) contextOf(program).fail(2, what);
  // Anything else is a bug.
  else if (!isAnswer) throw cause;
}
