import { type Clock, rfc3339 } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { RescueView, SupportView } from '../api/startup-contract.ts';
import type { Mode } from '../api/views.ts';
import type { SecretStore } from '../host.ts';
import { errorCode } from '../usable-folder.ts';
import { appVersion } from '../version.ts';
import { takeAnswer } from './key-answer.ts';
import { type KeyRequest, makeRequest, openRequest } from './key-request.ts';
import { canBeRescued, composeRescue, type Rescue } from './rescue-file.ts';

export interface LostKeyDeps {
  readonly clock: Clock;
  readonly secrets: SecretStore;
  /** The mode that could not be opened, and where it lies. */
  readonly place: () => { readonly mode: Mode; readonly folder: string };
}

/** Half of what one message of the hosted shell carries, when it is written in base64. */
const PIECE_BYTES = 1_500_000;
const LOST: readonly string[] = ['database.key-missing', 'database.key-unavailable'];

/**
 * The way on where a database cannot be opened for want of its key: one file for support, who can read what was not sent, and the
 * key back. Nothing of what lies there is changed by it.
 */
export function createLostKey({ clock, secrets, place }: LostKeyDeps) {
  let rescue: Rescue | undefined;
  const isLost = (stopped: Problem | undefined): boolean => stopped !== undefined && LOST.includes(stopped.code);

  return {
    /** Null where it is not the key that is missing. */
    async view(stopped: Problem): Promise<SupportView | null> {
      if (!isLost(stopped)) return null;
      const at = place();
      const open = await openRequest({ ...at, secrets }).catch(() => undefined);
      return { possible: canBeRescued(at.folder), asked: open === undefined ? null : { madeAt: open.madeAt, code: open.code } };
    },
    /** Errors: `key.not-needed`, `key.no-copy`, `app.system-refused` */
    async rescue(stopped: Problem | undefined): Promise<Result<RescueView, Problem>> {
      if (!isLost(stopped)) return err(problem('key.not-needed'));
      const { mode, folder } = place();
      if (!canBeRescued(folder)) return err(problem('key.no-copy'));
      const madeAt = rfc3339(clock.now());
      let request: KeyRequest | undefined;
      try {
        request = await makeRequest({ folder, mode, secrets, clock }).catch((cause: unknown) => {
          if (errorCode(cause) !== undefined) throw cause;
          // The system keeps no secrets now; support can at least read what was not sent.
          return undefined;
        });
        rescue = composeRescue(folder, { madeAt, appVersion, mode, answerTo: request?.publicKey ?? null });
      } catch (cause) {
        return err(refused(cause, folder));
      }
      const fileName = `technik-${madeAt.slice(0, 16).replace(/[:T]/g, '-')}.mtsealed`;
      return ok({ fileName, bytes: rescue.bytes, code: request?.code ?? null });
    },
    /** Of the file that `rescue` made last. Errors: `key.not-needed`, `app.system-refused` */
    piece(offset: number): Result<{ readonly base64: string }, Problem> {
      if (rescue === undefined) return err(problem('key.not-needed'));
      try {
        return ok({ base64: rescue.read(offset, PIECE_BYTES).toString('base64') });
      } catch (cause) {
        return err(refused(cause, place().folder));
      }
    },
    /** Errors: those of `takeAnswer`, `app.system-refused` */
    async take(text: string): Promise<Result<null, Problem>> {
      const at = place();
      try {
        return await takeAnswer({ ...at, secrets }, text);
      } catch (cause) {
        return err(refused(cause, at.folder));
      }
    },
  };
}

function refused(cause: unknown, file: string): Problem {
  const reason = errorCode(cause);
  if (reason === undefined) throw cause;
  return problem('app.system-refused', { reason, file });
}
