import type { Problem } from '../../domain/problem.ts';
import type { Result } from '../../domain/result.ts';
import type { JoinPage } from './join.ts';
import type { Looked, Order, Reply } from './protocol.ts';

/** Where files are looked at, made smaller and joined: beside the window's own thread, which goes on answering. */
export interface Workshop {
  look(file: File): Promise<Result<Looked, Problem>>;
  /** @param onPage told how many pages are done */
  join(pages: readonly JoinPage[], title: string, onPage: (done: number) => void): Promise<Blob>;
  /** Ends whatever it is at; whoever waits for an answer is told that there is none. */
  close(): void;
}

type Ask = Order extends infer O ? (O extends Order ? Omit<O, 'id'> : never) : never;

type Bench = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;
const ownWorker = (): Bench => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

export function openWorkshop(open: () => Bench = ownWorker): Workshop {
  const worker = open();
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;
  worker.onmessage = ({ data }: MessageEvent<Reply>) => waiting.get(data.id)?.(data);
  const failAll = (): void => {
    for (const [id, told] of waiting) told({ id, of: 'crash' });
  };
  // Out of memory, or its script did not come.
  worker.onerror = failAll;

  const ask = <T>(order: Ask, read: (reply: Reply) => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      const id = lastId;
      waiting.set(id, (reply) => {
        const answer = reply.of === 'crash' ? undefined : read(reply);
        if (answer === undefined && reply.of !== 'crash') return;
        waiting.delete(id);
        if (answer === undefined) reject(new Error('the workshop failed'));
        else resolve(answer);
      });
      worker.postMessage({ ...order, id } satisfies Order);
    });

  return {
    look: (file) => ask({ do: 'look', file }, (reply) => (reply.of === 'look' ? reply.result : undefined)),
    join: (pages, title, onPage) =>
      ask({ do: 'join', pages, title }, (reply) => {
        if (reply.of === 'page') onPage(reply.done);
        return reply.of === 'join' ? reply.pdf : undefined;
      }),
    close() {
      worker.terminate();
      failAll();
    },
  };
}
