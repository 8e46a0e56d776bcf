import type { LookupAddress } from 'node:dns';
import type { Clock } from '../../domain/clock.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';

export interface ProbeInput {
  /** As read from the till's configuration on disk, so that the probe tests what the till will use. */
  readonly serverAddress: string;
  readonly storeId: string;
  /** What was last written into PC-POS; null when nothing is known of it. */
  readonly expected: ExpectedConfiguration | null;
}

export interface ExpectedConfiguration {
  /** SHA-256 of the whole file. */
  readonly digest: string;
  readonly serverAddress: string;
  readonly storeIds: readonly string[];
}

export interface ProbeDeps {
  readonly clock: Clock;
  /** One more authority, PEM, beside the system's and the bundled ones (training's own). */
  readonly ca?: string;
  /** null: this device is not enrolled. */
  readonly session: ProbeSession | null;
  /** Reads the configuration from disk at the moment of the call, never from memory. */
  readonly readTill: () => Promise<Result<TillFacts, Problem>>;
  /** PC-POS holds its MutexPort open exactly while it runs. */
  readonly isPcPosRunning: (mutexPort: number) => Promise<boolean>;
  /** The system's resolver (hosts file included) unless given. */
  readonly lookup?: Lookup;
}

/** Addresses of one family. Rejects like `dns.promises.lookup`, with the resolver's `code`. */
export type Lookup = (host: string, family: 4 | 6) => Promise<readonly LookupAddress[]>;

export type StoreStanding = 'known' | 'unknown' | 'otherDealer' | 'inactive';

export interface ProbeTicket {
  readonly probeId: string;
  readonly nonce: string;
  readonly store: StoreStanding;
}

/** The enrolled device's access to M/platform, lent by whoever keeps the tokens. */
export interface ProbeSession {
  /** The field API's origin: a token is never sent anywhere else. */
  readonly origin: string;
  /** `POST /v1/probes`. */
  open(signal: AbortSignal): Promise<Result<ProbeTicket, Problem>>;
  /** For the WebSocket's upgrade only; asked after `open`, which may have renewed it. */
  accessToken(): string;
}

/** What the till's configuration says on disk. */
export interface TillFacts {
  readonly digest: string;
  readonly server: string | null;
  readonly stores: readonly string[];
  /** null: this PC-POS profile has no switch. */
  readonly active: boolean | null;
  readonly mutexPort: number | null;
}
