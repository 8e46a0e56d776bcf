import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { CommitNotice } from '../../mplatform/server/store/port.ts';

/** `once`: a read that asks for one thing alone. */
export type Kind = 'transaction' | 'read' | 'once';
export type Asked =
  | { readonly what: 'begin'; readonly kind: Kind }
  | { readonly what: 'ask'; readonly id: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly what: 'end'; readonly id: number; readonly how: 'commit' | 'rollback' }
  | { readonly what: 'open'; readonly mark: string }
  | { readonly what: 'look'; readonly sql: string; readonly params: readonly (string | number)[] }
  | { readonly what: 'put'; readonly rows: string | undefined }
  | { readonly what: 'close' | 'kill' | 'copy' | 'stop' };

/** What a transaction said at its end; `again`: it is to be made once more. */
export type Answer =
  | 'again'
  | {
      readonly notice: CommitNotice | undefined;
      readonly saved: readonly { readonly seq: number; readonly version: number }[];
    };

/** Of a thread that says nothing any more. */
const PATIENCE_MS = 120_000;

/** Asks the thread that keeps the store, and waits for what it says with everything standing still. */
export function linkTo(url: string) {
  const { port1: port, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./postgres-thread.ts', import.meta.url), {
    workerData: { url, port: port2, signal },
    transferList: [port2],
  });
  port.unref();
  worker.unref();
  let asked = 0;
  return <T>(what: Asked): T => {
    port.postMessage(what);
    // Who wakes it may have been the last answer, which was read before its bell was rung.
    while (Atomics.load(signal, 0) === asked)
      if (Atomics.wait(signal, 0, asked, PATIENCE_MS) === 'timed-out')
        throw new Error(`PostgreSQL's thread is silent: ${what.what}`);
    asked += 1;
    const said = receiveMessageOnPort(port)?.message as { readonly value: T } | { readonly error: Error } | undefined;
    if (said === undefined) throw new Error("PostgreSQL's thread said nothing");
    if ('error' in said) throw Object.assign(new Error(), said.error);
    return said.value;
  };
}
export type Link = ReturnType<typeof linkTo>;
