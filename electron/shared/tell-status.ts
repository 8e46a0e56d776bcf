import type { Core } from '../core/index.ts';
import type { CoreStatus } from './core-messages.ts';

/** The part of the core that is looked at. */
export type Telling = Pick<Core, 'settled'> & {
  readonly events: { stream(signal: AbortSignal | undefined): AsyncIterable<unknown> };
  readonly settings: { get(): { readonly language: CoreStatus['language'] } };
  workplace(): {
    readonly sync: { status(): { readonly state: CoreStatus['sync'] } };
    readonly inbox: { unsent(): { readonly count: number; readonly attention: number } };
  };
};

/**
 * Tells main how synchronisation stands, now and after each change that makes it another, until the signal says stop.
 * @param rest waited for after each look: a first synchronisation changes things hundreds of times a second
 */
export async function tellStatus(
  core: Telling,
  tell: (status: CoreStatus) => void,
  rest: () => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  let last = '';
  const look = async (): Promise<void> => {
    await core.settled();
    if (stop.aborted) return;
    const { sync, inbox } = core.workplace();
    const { count, attention } = inbox.unsent();
    const status: CoreStatus = {
      type: 'status',
      language: core.settings.get().language,
      sync: sync.status().state,
      unsent: count,
      attention,
    };
    const now = JSON.stringify(status);
    if (now === last) return;
    last = now;
    tell(status);
  };
  await look();
  for await (const _ of core.events.stream(stop)) {
    await look();
    await rest();
  }
}
