import { Command, CommanderError } from 'commander';
import { DatabaseProblem } from '../sqlite/problems.ts';
import { type CliContext, createCliContext } from './cli/context.ts';
import { demoCommand } from './cli/demo.ts';
import { mplatformCommand } from './cli/mplatform.ts';
import { pcposCommand } from './cli/pcpos.ts';
import { resourcePath } from './core/resources.ts';
import { appVersion } from './core/version.ts';

/** `technik`: the command line over the same core. Exit 0 = yes/done, 1 = a negative answer, 2 = bad usage or input. */
const contextOf = (command: Command): CliContext => {
  const { json, data } = command.optsWithGlobals<{ json?: boolean; data?: string }>();
  return createCliContext({ json: json === true, data });
};

const program = new Command('technik')
  .description('M/Technik: podłączanie kas PC-POS do M/platform / connects PC-POS tills to M/platform')
  .version(appVersion)
  .option('--json', 'jeden dokument JSON na stdout / one JSON document on stdout')
  .option('--data <dir>', 'folder danych / data folder')
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride();

program.addCommand(demoCommand(contextOf));
program.addCommand(mplatformCommand(contextOf));
program.addCommand(pcposCommand(contextOf, resourcePath('migrations', 'core')));
for (const command of program.commands) {
  command.exitOverride();
  // The same two options are understood before and after the command's name.
  command.option('--json', 'jeden dokument JSON na stdout / one JSON document on stdout');
  if (!command.options.some((o) => o.long === '--data')) command.option('--data <dir>', 'folder danych / data folder');
}

try {
  await program.parseAsync();
} catch (cause) {
  if (cause instanceof CommanderError) process.exitCode = cause.exitCode === 0 ? 0 : 2;
  else if (cause instanceof DatabaseProblem) contextOf(program).fail(2, cause.problem);
  else throw cause;
}
