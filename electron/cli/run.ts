import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { DatabaseProblem } from '../../sqlite/problems.ts';
import { noteLastWords } from '../core/diagnostics/last-words.ts';
import { errorCode } from '../core/usable-folder.ts';
import { appVersion } from '../core/version.ts';
import { defaultDataFolder } from '../shared/data-folder.ts';
import { commands } from './commands.ts';
import { type CliContext, createCliContext, type HostOf } from './context.ts';
import { speakPolish, usageProblem } from './polish.ts';

const JSON_OPTION = ['--json', 'wypisz jeden dokument JSON i nic więcej'] as const;
const DATA_OPTION = ['--data <folder>', 'folder danych programu'] as const;

/**
 * `technik`: the command line over the same core. Sets the exit code: 0 = yes/done, 1 = a negative answer, 2 = bad usage
 * or input.
 * @param args what stands behind the program's name
 */
export async function runTechnik(args: readonly string[], hostOf: HostOf): Promise<void> {
  const contextOf = (command: Command): CliContext => {
    const { json, data } = command.optsWithGlobals<{ json?: boolean; data?: string }>();
    return createCliContext({ json: json === true, data, hostOf });
  };
  let dataFolder = defaultDataFolder();
  const program = await programFor(args, contextOf, (chosen) => {
    dataFolder = chosen;
  });
  noteLastWords({
    where: 'cli',
    // A command leaves no folder behind where there was none, and the server keeps a log of its own.
    dataFolder: () => (args[0] !== 'mplatform' && existsSync(dataFolder) ? dataFolder : undefined),
    clock: systemClock,
  });
  // Whoever reads only the first lines and closes the pipe has made no mistake.
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (cause) {
    const isAnswer = cause instanceof CommanderError && cause.exitCode === 0;
    const what = isAnswer ? undefined : said(cause, contextOf(program).dataFolder);
    if (what !== undefined) contextOf(program).fail(2, what);
    // Anything else is a bug.
    else if (!isAnswer) throw cause;
  }
}

async function programFor(
  args: readonly string[],
  contextOf: (command: Command) => CliContext,
  begins: (dataFolder: string) => void,
): Promise<Command> {
  const program = new Command('technik')
    .description('M/Technik: podłączanie kas PC-POS do M/platform')
    .version(appVersion, '-V, --version', 'wersja programu')
    .option(...JSON_OPTION)
    .option(...DATA_OPTION);
  for (const { name, description, make } of commands) {
    // Only what the command line names is loaded; of the others the help knows as much as stands here.
    const command = args.includes(name) ? await make(contextOf) : new Command(name);
    // The same two options are understood before and after the command's name.
    command.description(description).option(...JSON_OPTION);
    if (!command.options.some((o) => o.long === '--data')) command.option(...DATA_OPTION);
    program.addCommand(command);
  }
  speakPolish(program);
  // An empty variable in a script must not turn the current folder into the data folder.
  program.hook('preAction', (_, command) => {
    if (command.optsWithGlobals<{ data?: string }>().data === '')
      command.error("option '--data <folder>' argument missing", { code: 'commander.optionMissingArgument' });
    begins(contextOf(command).dataFolder);
  });
  return program;
}

function said(cause: unknown, dataFolder: string): Problem | undefined {
  if (cause instanceof CommanderError) return usageProblem(cause);
  if (cause instanceof DatabaseProblem) return cause.problem;
  const reason = errorCode(cause);
  const file = (cause as NodeJS.ErrnoException).path ?? dataFolder;
  return reason === undefined ? undefined : problem('app.system-refused', { reason, file });
}
