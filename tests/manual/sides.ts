import { it } from 'vitest';
import type { DocumentKind, Dossier } from '../../domain/model/index.ts';
import type { Intent } from '../../domain/operations/operation.ts';
import { theDevice } from './device-side.ts';
import { theServer } from './server-side.ts';

/** Where a side works: the address that M/platform gives to tills, and the machine that is configured. */
export interface Place {
  readonly serverAddress: string;
  readonly machineId: string;
}

/** What is done with it, whether a rule allows it or not. Anything at all: a client that ignores the rules sends what it likes. */
export type Attempt = Intent | { readonly kind: string; readonly target: string; readonly args: unknown };

/**
 * One of the two programs that have to keep the manual's rules. The device is asked as its screens ask it; the server over
 * HTTP by a client that asks nobody first.
 */
export interface Side extends Place {
  /** M/platform has this ticket, and this side knows. */
  has(dossier: Dossier): Promise<void>;
  /** Does one after the other; gives `applied`, or the code of the first refusal. */
  does(...attempts: readonly Attempt[]): Promise<string>;
  /** The same by a colleague at the same dealer. */
  colleagueDoes(...attempts: readonly Attempt[]): Promise<string>;
  /** Asks to close, with a good proof or with none. `applied`: closed, or on its way with all that M/platform asks for. */
  closes(subTicketId: string, options?: { readonly proof?: boolean }): Promise<string>;
  /** Attaching a document whose bytes are there. */
  scan(kind: DocumentKind): Promise<Intent>;
  takesAway(reason: 'deadline' | 'reassigned'): Promise<void>;
  /** RFC 3339 */
  at(instant: string): Promise<void>;
  shows(): Promise<Dossier>;
  end(): Promise<void>;
}

/** A rule as two tests, one for each side: `on the device: …` and `on the server: …`. */
export function onBothSides(title: string, rule: (side: Side) => Promise<void>): void {
  for (const [where, open] of [
    ['device', theDevice],
    ['server', theServer],
  ] as const) {
    it(`on the ${where}: ${title}`, async () => {
      const side = await open();
      try {
        await rule(side);
      } finally {
        await side.end();
      }
    });
  }
}
