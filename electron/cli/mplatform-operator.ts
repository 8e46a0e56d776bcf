import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { v7 as uuidv7 } from 'uuid';
import { rfc3339, systemClock } from '../../domain/clock.ts';
import type { Problem } from '../../domain/problem.ts';
import { ok, type Result } from '../../domain/result.ts';
import { sentence } from '../../domain/text.ts';
import { createOperator } from '../../mplatform/server/operator.ts';
import { removeOperatorAccount, saveOperatorAccount } from '../../mplatform/server/operator-page/accounts.ts';
import { type AuditSource, deedStore } from '../../mplatform/server/operator-page/audit.ts';
import type { Store } from '../../mplatform/server/store/port.ts';
import type { CliContext } from './context.ts';
import { openServerStore, type StoreOptions } from './mplatform-store.ts';
import { readPassword } from './read-password.ts';

const source: AuditSource = { newId: () => uuidv7(), now: () => systemClock.now() };

/** What a command answers: a sentence for people and a document for programs. */
type Said = { readonly human: string; readonly document: unknown };

/** `technik mplatform operator …` and `technik mplatform enrolment-code`: what has to be done before anybody can log in. */
export function operatorCommands(context: (command: Command) => CliContext): readonly Command[] {
  const withStore = async (command: Command, work: (store: Store) => Promise<Result<Said, Problem>>): Promise<void> => {
    const cli = context(command);
    const store = await openServerStore(command.optsWithGlobals<StoreOptions>());
    if (!store.ok) return cli.fail(2, store.error);
    try {
      const said = await work(store.value);
      if (said.ok) cli.print(said.value.human, said.value.document);
      else cli.fail(2, said.error);
    } finally {
      await store.value.close();
    }
  };

  const operator = new Command('operator').description('konta operatorów, którzy logują się na stronie /operator serwera');
  operator
    .command('add')
    .description('zakłada konto albo zmienia jego hasło; hasło z terminala lub standardowego wejścia')
    .argument('<nazwa>', 'nazwa konta')
    .action((name: string, _: unknown, command: Command) =>
      withStore(command, async (store) => {
        const password = await readPassword(process.stdin, process.stderr);
        if (!password.ok) return password;
        const saved = await saveOperatorAccount({ store, source, random: randomBytes }, name, password.value);
        if (!saved.ok) return saved;
        const changed = saved.value === 'changed';
        const human = sentence(changed ? 'operator.account-changed' : 'operator.account-added', { name });
        return ok({ human, document: { name, changed } });
      }),
    );
  operator
    .command('list')
    .description('lista kont')
    .action((_: unknown, command: Command) =>
      withStore(command, async (store) => {
        const accounts = (await store.read((tx) => tx.accounts())).map(({ name, createdAt, changedAt }) => ({
          name,
          createdAt: rfc3339(createdAt),
          changedAt: rfc3339(changedAt),
        }));
        const human = accounts.map((a) => a.name).join('\n') || sentence('operator.no-accounts');
        return ok({ human, document: { accounts } });
      }),
    );
  operator
    .command('remove')
    .description('usuwa konto i kończy jego sesje')
    .argument('<nazwa>', 'nazwa konta')
    .action((name: string, _: unknown, command: Command) =>
      withStore(command, async (store) => {
        const removed = await removeOperatorAccount({ store, source }, name);
        return removed.ok ? ok({ human: sentence('operator.account-removed', { name }), document: { name } }) : removed;
      }),
    );

  const code = new Command('enrolment-code')
    .description('wydaje kod rejestracji jednego komputera technika')
    .argument('<technik>', 'numer technika')
    .action((technician: string, _: unknown, command: Command) =>
      withStore(command, async (store) => {
        const noted = deedStore(store, source, { by: null, action: 'technician.code', target: technician });
        const issued = await createOperator(noted, systemClock, randomBytes).issueEnrolmentCode(technician);
        if (!issued.ok) return issued;
        const human = sentence('operator.code-issued', { technician, code: issued.value });
        return ok({ human, document: { technician, code: issued.value } });
      }),
    );
  return [operator, code];
}
