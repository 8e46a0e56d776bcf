import type * as z from 'zod';
import type { Clock } from '../../../domain/clock.ts';
import type { ServerContext } from '../context.ts';
import type { FileShelf } from '../files.ts';
import { createOperator, type Operator } from '../operator.ts';
import type { Store } from '../store/port.ts';
import { type Action, type AuditSource, deedStore } from './audit.ts';
import type { SentForm } from './body.ts';
import type { PageContent } from './layout.ts';
import type { Fault } from './parts.ts';
import type { PasswordCheck } from './password-check.ts';
import type { PasswordCost } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { View } from './view.ts';

/** What the pages are given by the server. */
export interface PageServices {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: ServerContext['random'];
  readonly newId: () => string;
  readonly shelf: FileShelf;
  readonly sessions: Sessions;
  readonly checkPassword: PasswordCheck;
  readonly passwordCost: PasswordCost;
  readonly source: AuditSource;
  /** What tills are to call by what the server knows of itself, where no operator said otherwise. */
  readonly ownAddress: () => string;
}

/** One request, by somebody who may make it. */
export interface Visit {
  readonly services: PageServices;
  readonly view: View;
  /** The operator's name; empty before the login. */
  readonly operator: string;
  /** Of the visitor's cookie. */
  readonly token: string;
  /** The network address that it came from. */
  readonly from: string;
  readonly form: SentForm;
  /** Of what was done just before, where the page was come to by that. */
  readonly done: string | undefined;
}

export type PageAnswer =
  | { readonly page: PageContent; readonly status?: number }
  /** Where to go on after something was done; a reload does not do it again. */
  | { readonly to: string; readonly token?: string | null }
  | { readonly missing: Fault }
  | {
      readonly file: {
        readonly type: string;
        readonly name: string;
        readonly size: number;
        readonly content: NodeJS.ReadableStream;
      };
    };

export interface PageRoute<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType> {
  readonly method: 'GET' | 'POST';
  /** Below `/operator`, with `:name` for what `params` reads. */
  readonly path: string;
  readonly params?: P;
  /** Of the address; what does not fit counts as not given. */
  readonly query?: Q;
  /** Also for who is not logged in. */
  readonly open?: true;
  /** Of a form, in bytes. */
  readonly bodyLimit?: number;
  readonly handle: (visit: Visit, input: { readonly params: z.output<P>; readonly query: z.output<Q> }) => Promise<PageAnswer>;
}

/** Ties a route's schemas to its handler's types. */
export const route = <P extends z.ZodType, Q extends z.ZodType>(one: PageRoute<P, Q>): PageRoute => one as unknown as PageRoute;

/** The store in which the next change is written down as this operator's deed. */
export const deeds = ({ services, operator }: Visit, action: Action, target: string, detail?: string): Store =>
  deedStore(services.store, services.source, { by: operator, action, target, ...(detail === undefined ? {} : { detail }) });

/** What an operator does, written down with it. */
export const operating = (visit: Visit, action: Action, target: string, detail?: string): Operator =>
  createOperator(deeds(visit, action, target, detail), visit.services.clock, visit.services.random);
