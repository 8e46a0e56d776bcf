import type { LookupAddress } from 'node:dns';
import type { Clock } from '../../domain/clock.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { Target } from './address.ts';

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
  /** RFC 3339, on the server's clock once it knows of it. */
  readonly recordedAt: string;
}

export interface ProbeDeps {
  readonly clock: Clock;
  /** One more authority, PEM, beside the system's and the bundled ones (training's own). */
  readonly ca?: string;
  /** null: this device is not enrolled. `elsewhere`: another device signs in for this till and completes the probe. */
  readonly session: ProbeSession | 'elsewhere' | null;
  /** null: the till is another machine than this one. */
  readonly till: TillAccess | null;
  /** The system's resolver (hosts file included) unless given. */
  readonly lookup?: Lookup;
  /** How this machine is told to reach an address; the environment's settings unless given. */
  readonly proxyFor?: (url: URL) => Promise<ProxySetting>;
  /** This machine's addresses and gateway; the system's unless given. */
  readonly lookAround?: () => Promise<Surroundings>;
  /** Where the server is asked without encryption, as a sign-in page of the network would be; 80 unless given. */
  readonly plainPort?: (target: Target) => number;
  /** Milliseconds that only go forward, by which answers are timed; `performance.now` unless given. */
  readonly stopwatch?: () => number;
}

export interface TillAccess {
  /** Reads the configuration from disk at the moment of the call, never from memory. */
  read(): Promise<Result<TillFacts, Problem>>;
  /** PC-POS holds its MutexPort open exactly while it runs. */
  isRunning(mutexPort: number): Promise<boolean>;
  /** When the program that holds that port began, in milliseconds since the epoch; null where it cannot be told. */
  runningSince(mutexPort: number): Promise<number | null>;
}

/** A proxy that is asked by CONNECT to let an encrypted connection through. */
export interface ProxyServer {
  readonly host: string;
  readonly port: number;
  /** The proxy itself is spoken to over TLS. */
  readonly secure?: boolean;
  /** The value of `Proxy-Authorization`. A secret: it goes to this proxy and nowhere else. */
  readonly authorization?: string;
}

/** `unknown`: the system has settings of its own that cannot be read from here. */
export type ProxySetting =
  | { readonly kind: 'none' | 'unknown' }
  | ({ readonly kind: 'proxy'; readonly source: 'environment' | 'system' } & ProxyServer)
  /** Such as `socks5`. */
  | { readonly kind: 'unsupported'; readonly scheme: string }
  | { readonly kind: 'pacUnreachable'; readonly address: string }
  | { readonly kind: 'invalid'; readonly value: string };

export interface Surroundings {
  /** Of interfaces that are up, without this machine's own (127.0.0.1, ::1). */
  readonly addresses: readonly { readonly name: string; readonly address: string; readonly family: 4 | 6 }[];
  /** null where there is none; undefined where it cannot be told. */
  readonly gateway: string | null | undefined;
}

/** Addresses of one family. Rejects like `dns.promises.lookup`, with the resolver's `code`. */
export type Lookup = (host: string, family: 4 | 6) => Promise<readonly LookupAddress[]>;

export type StoreStanding = 'known' | 'unknown' | 'otherDealer' | 'inactive';

export interface ProbeTicket {
  readonly probeId: string;
  readonly nonce: string;
  readonly store: StoreStanding;
  /** RFC 3339: the till's own last contact for this store; null when never, undefined from a server that does not say. */
  readonly tillContactAt?: string | null | undefined;
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
  /** When the file was last changed, in milliseconds since the epoch; null where that cannot be told. */
  readonly changedAt: number | null;
}
