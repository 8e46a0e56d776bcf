import { joinPages } from './join.ts';
import { look } from './look.ts';
import type { Order, Reply } from './protocol.ts';

/** The part of a worker's own scope that is needed; the page's types know only windows. */
interface Scope {
  onmessage: ((event: MessageEvent<Order>) => void) | null;
  postMessage(message: Reply, transfer?: Transferable[]): void;
}
const scope = globalThis as unknown as Scope;

async function answer(order: Order): Promise<void> {
  const { id } = order;
  if (order.do === 'look') {
    const result = await look(order.file);
    const shown = result.ok && result.value.type === 'picture' ? [result.value.thumb] : [];
    return scope.postMessage({ id, of: 'look', result }, shown);
  }
  const { pages, title } = order;
  const bytes = await joinPages(pages, { title, onPage: (done) => scope.postMessage({ id, of: 'page', done }) });
  scope.postMessage({ id, of: 'join', pdf: new Blob([bytes], { type: 'application/pdf' }) });
}

// One after the other: two photos unpacked at a time would take twice the memory and no less time on a till.
let last: Promise<void> = Promise.resolve();
scope.onmessage = ({ data }) => {
  last = last.then(() => answer(data)).catch(() => scope.postMessage({ id: data.id, of: 'crash' }));
};
