import type { Problem } from '../../../domain/problem.ts';

/** Shapes alone, so that the interface may name them. */

/** A server that the configuration names. Never a user, never a password. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number | null;
  /** Of the database; null where it is none or none is named. */
  readonly name: string | null;
}

/** What the configuration says of the till's surroundings; null where it says nothing that can be read. */
export interface Surroundings {
  readonly database: ServerAddress | null;
  readonly headOffice: ServerAddress | null;
  readonly storeChainServer: {
    readonly active: boolean | null;
    readonly host: string | null;
    readonly port: number | null;
  } | null;
  readonly updates: string | null;
}

/** The Java that PC-POS brings along. */
export interface JavaRuntime {
  /** The program that starts it, by its full path. */
  readonly program: string;
  /** `JAVA_VERSION` of its `release` file, e.g. `1.8.0_202`; null where it says none. */
  readonly version: string | null;
}

/** The end of PC-POS's newest log, passwords covered. */
export interface LogTail {
  readonly file: string;
  /** RFC 3339: when it was last written to. */
  readonly writtenAt: string;
  /** Oldest first, without line ends. */
  readonly lines: readonly string[];
}

export interface PcPosVersion {
  readonly version: string;
  /** `log`: the newest that PC-POS itself wrote down, where the registry says nothing of this folder. */
  readonly source: 'registry' | 'log';
}

/** Whether PC-POS runs. What cannot be known is `unknown`, never `no`. */
export interface RunningFacts {
  readonly state: 'yes' | 'no' | 'unknown';
  /** Why it is unknown. */
  readonly reason: 'remote' | 'no-port' | 'no-configuration' | null;
  /** RFC 3339; null where it does not run, or where it cannot be told. */
  readonly since: string | null;
}

export interface TillFacts extends Surroundings {
  readonly folder: string;
  /** The folder is on another machine: what runs there cannot be seen from here. */
  readonly remote: boolean;
  readonly version: PcPosVersion | null;
  readonly java: JavaRuntime | null;
  readonly mutexPort: number | null;
  readonly running: RunningFacts;
  readonly log: LogTail | null;
  /** Why the configuration could not be read; the rest is told all the same. */
  readonly problem: Problem | null;
}
