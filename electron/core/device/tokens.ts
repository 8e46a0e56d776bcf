import * as z from 'zod';
import type { Clock } from '../../../domain/clock.ts';
import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { TokenPair } from '../../../mplatform/contract/index.ts';
import type { FieldClient } from '../field/client.ts';
import { serverCode } from '../field/client.ts';
import type { SecretStore } from '../host.ts';

const stored = z.object({
  /** Whose they are: they go nowhere else, whatever else was interrupted or changed meanwhile. */
  origin: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  staleAt: z.number(),
});
type Stored = z.infer<typeof stored>;

/** A token is renewed this long before it ends, so that a slow request does not meet its end. */
const MARGIN_MS = 60_000;

/**
 * The device's tokens: kept in the shell's secret store, renewed in time. A new pair is written down before it is
 * used, and the server answers a repeated renewal alike, so that a lost answer locks nobody out.
 */
export function createTokens(secrets: SecretStore, name: string, clock: Clock) {
  let renewing: Promise<Result<Stored, Problem>> | undefined;
  let enrolling: Promise<unknown> | undefined;

  async function read(origin: string): Promise<Stored | undefined> {
    const text = await secrets.read(name);
    if (text === null) return undefined;
    try {
      const found = stored.parse(JSON.parse(text));
      return found.origin === origin ? found : undefined;
    } catch {
      // Damaged, so of no use to anybody; the person is told to enrol again, and loses no work by it.
      return undefined;
    }
  }

  async function keep(pair: TokenPair, origin: string): Promise<Stored> {
    // How long it lives is measured on the server's clock and counted on ours: a wrong clock must not lock out.
    const lifetime = Date.parse(pair.expiresAt) - Date.parse(pair.serverTime);
    const value: Stored = {
      origin,
      accessToken: pair.accessToken,
      refreshToken: pair.refreshToken,
      staleAt: clock.now() + lifetime - MARGIN_MS,
    };
    await secrets.write(name, JSON.stringify(value));
    return value;
  }

  async function renew(client: FieldClient, used: Stored): Promise<Result<Stored, Problem>> {
    const current = await read(client.origin);
    if (current === undefined) return err(problem('device.not-enrolled'));
    // Another call has renewed it since.
    if (current.accessToken !== used.accessToken) return ok(current);
    const pair = await client.refresh(current.refreshToken);
    if (!pair.ok) return pair;
    // Enrolled anew while the answer was on its way: the late pair must not take the place of the new one.
    const now = await read(client.origin);
    if (now?.refreshToken !== current.refreshToken) return now === undefined ? err(problem('device.not-enrolled')) : ok(now);
    return ok(await keep(pair.value, client.origin));
  }

  /** A store that cannot be asked says nothing about whether the tokens are there. */
  async function withSecrets<T>(work: () => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
    try {
      return await work();
    } catch (cause) {
      return err(problem('device.secrets-unavailable', {}, { cause: String(cause) }));
    }
  }

  return {
    /** @throws whatever the secret store does when it cannot write */
    keep,
    forget: () => secrets.delete(name),
    /**
     * Runs `work`, which enrols and keeps what comes of it, while nothing is renewed: a pair that was renewed meanwhile is newer
     * than the one that enrolling brings, would be lost to it, and would void it by its first use.
     */
    async enrolling<T>(work: () => Promise<T>): Promise<T> {
      const before = enrolling;
      const turn = (async () => {
        await Promise.allSettled([before, renewing]);
        return work();
      })();
      enrolling = turn;
      try {
        return await turn;
      } finally {
        if (enrolling === turn) enrolling = undefined;
      }
    },
    /** Calls with a token that holds; renews it first when it is stale, and once more when the server says expired. */
    async using<T>(client: FieldClient, call: (accessToken: string) => Promise<Result<T, Problem>>): Promise<Result<T, Problem>> {
      const renewOnce = async (used: Stored) => {
        // The pair that enrolling brings is read then, and nothing is left to renew.
        while (enrolling !== undefined) await enrolling.catch(() => undefined);
        renewing ??= withSecrets(() => renew(client, used)).finally(() => {
          renewing = undefined;
        });
        return renewing;
      };
      const found = await withSecrets(async () => ok(await read(client.origin)));
      if (!found.ok) return found;
      const current = found.value;
      if (current === undefined) return err(problem('device.not-enrolled'));
      const fresh = current.staleAt > clock.now() ? ok(current) : await renewOnce(current);
      if (!fresh.ok) return fresh;
      const answer = await call(fresh.value.accessToken);
      if (answer.ok || serverCode(answer.error) !== 'auth.expired') return answer;
      const again = await renewOnce(fresh.value);
      return again.ok ? call(again.value.accessToken) : again;
    },
  };
}
export type Tokens = ReturnType<typeof createTokens>;
