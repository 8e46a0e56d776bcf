import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { systemClock } from '../../domain/clock.ts';
import { type Problem, problem } from '../../domain/problem.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { LEAST_RETENTION_DAYS, prune, RETENTION_DAYS } from '../../mplatform/server/retention.ts';
import type { CliContext } from './context.ts';
import { openServerStore, type StoreOptions } from './mplatform-store.ts';

export const RETENTION_OPTION = [
  '--retention <dni>',
  'po ilu dniach zapominać to, co już niczego nie dowodzi; 0: nigdy',
  String(RETENTION_DAYS),
] as const;

/** Undefined for never. */
export function retentionOf(text: string): Result<number | undefined, Problem> {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (days === 0) return ok(undefined);
  return days >= LEAST_RETENTION_DAYS ? ok(days) : err(problem('mplatform.retention', { least: LEAST_RETENTION_DAYS }));
}

/** `technik mplatform prune`: forgets at once what servers would forget within the day; also while they run. */
export function pruneCommand(context: (command: Command) => CliContext): Command {
  return new Command('prune')
    .description('zapomina teraz to, co serwer zapomniałby w ciągu doby; także gdy serwery działają')
    .action(async (_: unknown, command: Command) => {
      const cli = context(command);
      const options = command.optsWithGlobals<StoreOptions & { retention: string }>();
      const days = retentionOf(options.retention);
      if (!days.ok) return cli.fail(2, days.error);
      if (days.value === undefined) return cli.fail(2, problem('mplatform.retention', { least: LEAST_RETENTION_DAYS }));
      const store = await openServerStore(options);
      if (!store.ok) return cli.fail(2, store.error);
      try {
        const keepMs = days.value * 86_400_000;
        const done = await prune({ store: store.value, clock: systemClock }, { keepMs, holder: randomUUID() });
        if (typeof done === 'string') return cli.fail(2, problem('mplatform.prunes-already'));
        cli.print(sentence('mplatform.pruned', { ...done, days: days.value }), done);
      } finally {
        await store.value.close();
      }
    });
}
