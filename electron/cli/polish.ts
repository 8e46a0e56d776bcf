import type { Command, CommanderError } from 'commander';
import { type Problem, problem } from '../../domain/problem.ts';
import { sentence } from '../../domain/text.ts';

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': sentence('usage.title'),
  'Arguments:': sentence('usage.arguments'),
  'Options:': sentence('usage.options'),
  'Commands:': sentence('usage.commands'),
};

const inPolish = (text: string): string =>
  text
    .replaceAll('[options]', `[${sentence('usage.options-short')}]`)
    .replaceAll('[command]', `[${sentence('usage.command-short')}]`)
    .replace(/\((choices|default): (.*)\)$/, (_, what: string, list: string) =>
      sentence(what === 'choices' ? 'usage.choices' : 'usage.default', { list: list.replaceAll('"', '') }),
    );

/**
 * Help in Polish, and not a word of commander's own on stderr: `usageProblem` says it once. For the command and all
 * below it, as a command that was added whole takes nothing over from its parent.
 */
export function speakPolish(command: Command): void {
  command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {}, writeErr: () => {} })
    .helpOption('-h, --help', sentence('usage.help'))
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      styleUsage: inPolish,
      styleSubcommandTerm: inPolish,
      styleOptionDescription: inPolish,
    });
  if (command.commands.length > 0) command.helpCommand('help [command]', sentence('usage.help-of'));
  for (const below of command.commands) speakPolish(below);
}

/** What commander found wrong with the command line. Its message holds the names in single quotes, and nothing else does. */
export function usageProblem({ code, message }: CommanderError): Problem {
  const [first = '', second = ''] = [...message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? '');
  switch (code) {
    case 'commander.unknownCommand':
      return problem('usage.unknown-command', { name: first });
    case 'commander.unknownOption':
      return problem('usage.unknown-option', { name: first });
    case 'commander.missingArgument':
      return problem('usage.missing-argument', { name: first });
    case 'commander.optionMissingArgument':
      return problem('usage.missing-value', { name: first });
    case 'commander.missingMandatoryOptionValue':
      return problem('usage.missing-option', { name: first });
    case 'commander.excessArguments':
      return problem('usage.too-many-arguments');
    case 'commander.invalidArgument':
      return problem('usage.invalid-value', { name: first, value: second, list: /choices are (.*)\.$/.exec(message)?.[1] ?? '' });
    case 'commander.help':
      return problem('usage.no-command');
    default:
      return problem('usage.wrong', { reason: message.replace(/^error: /, '') });
  }
}
