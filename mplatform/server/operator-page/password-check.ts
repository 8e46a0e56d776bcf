import type { Store } from '../store/port.ts';
import { ACCOUNT_NAME, isPassword, type PasswordCost } from './passwords.ts';
import type { Patience } from './patience.ts';

/** So many are checked at once, each with its 64 MiB; so many more may wait for it. */
const AT_ONCE = 2;
const MOST_WAITING = 20;
const BUSY_MS = 5000;

/** The name of the account whose password that is; `wrong` for whatever else; or how long to wait before another try. */
export type PasswordCheck = (
  name: string,
  password: string,
  from: string,
) => Promise<{ readonly name: string } | 'wrong' | { readonly waitMs: number }>;

export function createPasswordCheck(store: Store, patience: Patience, cost: PasswordCost): PasswordCheck {
  let working = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (working >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
    else working += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) working -= 1;
      else next();
    }
  }

  return async (typed, password, from) => {
    const name = typed.trim().toLowerCase();
    if (waiting.length >= MOST_WAITING) return { waitMs: BUSY_MS };
    const waitMs = patience.begin(name.slice(0, 100), from);
    if (waitMs > 0) return { waitMs };
    const account = ACCOUNT_NAME.test(name) ? await store.read((tx) => tx.account(name)) : undefined;
    const right = await inTurn(() => isPassword(password, account?.password, cost));
    if (!right || account === undefined) return 'wrong';
    patience.succeeded(name, from);
    return { name };
  };
}
