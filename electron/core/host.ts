import type { ProxySetting } from '../../native-checks/probe/index.ts';
import type { WakeReason } from './sync/wake.ts';
import type { UpdateSource } from './updates/source.ts';

export type { ProxySetting, WakeReason };

/** What only the shell around the core can do. Electron, the hosted shell and the command line each bring their own. */
export interface Host {
  readonly kind: 'electron' | 'hosted' | 'cli';
  readonly secrets: SecretStore;
  /**
   * Starts one of our own modules as a process of its own (the simulated PC-POS). It gets the arguments as its first
   * message, never on a command line, and ends when the core does.
   */
  fork(module: ForkableModule, message: unknown): ForkedProcess;
  /** How this machine is told to reach an address. Never rejects: what cannot be found out is `unknown`. */
  readonly proxyFor: (url: URL) => Promise<ProxySetting>;
  /**
   * Tells when the system woke from sleep or its network became another one, where the system says so. Answers how to
   * stop listening.
   */
  readonly onWake?: (listener: (why: WakeReason) => void) => () => void;
  /** A native notification where there is such a thing. */
  notify(title: string, body: string): void;
  /** Has the system's mail program open a letter from the data folder as a draft; false where it did not. Absent where the window saves it instead. */
  readonly openMail?: (file: string) => Promise<boolean>;
  /**
   * Asks the person to consent to one write with administrator's rights and waits until it has ended. The request
   * lies in that file. Absent where there is no such thing.
   */
  readonly elevate?: Elevate;
  /** Where a newer program comes from. Absent where a copy never updates itself. */
  readonly updates?: UpdateSource;
}

/**
 * `finished`: the elevated step was started and has ended, well or not. `refused`: the person did not consent.
 * `unavailable`: it could not be asked for.
 */
export type Elevate = (requestFile: string) => Promise<'finished' | 'refused' | 'unavailable'>;

export type ForkableModule = 'pcpos-simulator';

export interface ForkedProcess {
  /** Each message that it sends. */
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Asks it to end; resolves when it has. */
  stop(): Promise<void>;
}

/** Tokens. Electron keeps them with safeStorage, the other shells in a file that only its owner can read. */
export interface SecretStore {
  read(name: string): Promise<string | null>;
  write(name: string, value: string): Promise<void>;
  delete(name: string): Promise<void>;
}
