/**
 * Locks that all nodes of one M/platform share. A node that dies loses them by that alone, and one that is cut off is told that it
 * has lost them before another can have them.
 */
export interface NodeLocks {
  /**
   * Takes a lock and gives how to let go of it. Whoever has it elsewhere is asked to end meanwhile.
   *
   * @param asked somebody else wants it, or it is lost: whatever it protects has to end now
   * @throws the signal's reason; an error with the code `STORE_UNAVAILABLE` when it could not be had in time
   */
  take(name: string, signal: AbortSignal, asked: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
