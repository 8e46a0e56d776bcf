import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { Store } from '../store/port.ts';
import { type AuditSource, saveDeed } from './audit.ts';
import { ACCOUNT_NAME, keptPassword, MAX_PASSWORD, MIN_PASSWORD, type PasswordCost, passwordFault } from './passwords.ts';

const FAULTS = {
  'password.short': 'operator.password-short',
  'password.long': 'operator.password-long',
  'password.name': 'operator.password-name',
} as const;

export interface AccountContext {
  readonly store: Store;
  readonly source: AuditSource;
  readonly random: (bytes: number) => Buffer;
  readonly cost?: PasswordCost;
}

/**
 * Makes an operator's account, or gives the one that is there another password and ends its sessions.
 * `operator.account-name`, `operator.password-short`, `operator.password-long`, `operator.password-name`.
 */
export async function saveOperatorAccount(
  { store, source, random, cost }: AccountContext,
  name: string,
  password: string,
): Promise<Result<'added' | 'changed', Problem>> {
  if (!ACCOUNT_NAME.test(name)) return err(problem('operator.account-name', { name }));
  const wrong = passwordFault(password, name);
  if (wrong !== undefined) return err(problem(FAULTS[wrong], { min: MIN_PASSWORD, max: MAX_PASSWORD }));
  const kept = await keptPassword(password, random, cost);
  return store.transaction(async (tx) => {
    const now = source.now();
    const known = await tx.account(name);
    await tx.saveAccount({ name, password: kept, createdAt: known?.createdAt ?? now, changedAt: now });
    await tx.dropSessions({ name });
    const action = known === undefined ? 'account.add' : 'account.password';
    await saveDeed(tx, source, { by: null, action, target: name });
    return ok(known === undefined ? ('added' as const) : ('changed' as const));
  });
}

/** Ends its sessions, too. `operator.account-unknown`. */
export const removeOperatorAccount = ({ store, source }: Pick<AccountContext, 'store' | 'source'>, name: string) =>
  store.transaction(async (tx): Promise<Result<null, Problem>> => {
    if (!(await tx.dropAccount(name))) return err(problem('operator.account-unknown', { name }));
    await saveDeed(tx, source, { by: null, action: 'account.remove', target: name });
    return ok(null);
  });
