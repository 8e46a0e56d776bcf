import type { Target } from './address.ts';
import { type Answer, openLine, type Told } from './line.ts';
import type { Route } from './stage.ts';
import type { Trust } from './trust.ts';

/** How far one GET came; where it stopped is the diagnosis. */
export type Got = Exclude<Told, Answer> | (Omit<Answer, 'body'> & { readonly body: string });

/** One GET on a connection of its own. Follows no redirect, reads at most 64 KB, sends no token. */
export async function get(target: Target, route: Route, trust: Trust, path: string, signal: AbortSignal): Promise<Got> {
  const line = openLine(target, route, trust, false);
  try {
    const told = await line.ask({ path, signal });
    return told.kind === 'answered' ? { ...told, body: told.body.toString('utf8') } : told;
  } finally {
    line.close();
  }
}
