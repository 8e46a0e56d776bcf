/** The process that holds a port of this machine open. */
export interface Listener {
  readonly pid: number;
  /** Milliseconds since the epoch; null where the system does not tell us. */
  readonly since: number | null;
}

/** Null where nobody listens or it cannot be told who does. Whether anybody listens is asked by connecting. */
export type FindListener = (port: number) => Promise<Listener | null>;
