import type { Problem } from '../../../domain/problem.ts';
import type { Result } from '../../../domain/result.ts';

export interface UpdateOffer {
  readonly version: string;
  /** RFC 3339, as the feed says. */
  readonly releasedAt: string | null;
  readonly bytes: number | null;
}

/**
 * Where a newer program comes from. Only Electron's shell has one, and only in a copy that Windows installed for all its users.
 * Errors: `update.unreachable`, `update.unreadable`, `update.damaged`, `update.not-ours`.
 */
export interface UpdateSource {
  /** Null where there is nothing newer. */
  check(): Promise<Result<UpdateOffer | null, Problem>>;
  /** Of what was offered last: whole, by its digest, and signed by whom this copy was signed. */
  download(onProgress: (percent: number) => void): Promise<Result<null, Problem>>;
  /** Ends the program and hands over to the installer, which is kept: it is the way back from the version after it. */
  install(): Promise<Result<null, Problem>>;
  /** The version before this one, where its installer was kept; null where there is none. */
  before(): Promise<Result<UpdateOffer | null, Problem>>;
  /** Ends the program and hands over to that installer, judged anew by its digest and its signature. */
  goBack(): Promise<Result<null, Problem>>;
}
