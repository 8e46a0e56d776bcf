import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { intent } from '../../domain/operations/operation.ts';
import type { Store, WriteTransaction } from './store/port.ts';
import type { OutcomeRecord } from './store/records.ts';

/**
 * What a node tells of its work, in Prometheus' text format. No label names a person, a device, a ticket or an address, and
 * none is taken from what a caller writes, so their number is bounded.
 */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** The store as before, its transactions, reads and outcomes counted. */
  counted(store: Store): Store;
  /** One answered call. `route` as it was declared; undefined where there is none. */
  callAnswered(call: { readonly method: string; readonly route: string | undefined; status: number; seconds: number }): void;
  /** A number that is looked at when it is asked for; one that ends in `_total` only grows. */
  watch(name: string, help: string, read: () => number | Promise<number>): void;
}

/** Seconds: from an answer out of memory to the longest that a device waits. */
const CALL_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const KINDS: ReadonlySet<string> = new Set(intent.options.map(({ shape }) => shape.kind.value));

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Histogram({
    name: 'mplatform_http_request_duration_seconds',
    help: 'Calls answered, by route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const transactions = new Histogram({
    name: 'mplatform_store_transaction_duration_seconds',
    help: 'Transactions and reads of the store, from their beginning until they are on disk or failed.',
    labelNames: ['kind', 'result'],
    buckets: CALL_BUCKETS,
    registers,
  });
  const decided = new Counter({
    name: 'mplatform_operations_decided_total',
    help: 'Operations of devices that were decided for good.',
    labelNames: ['kind', 'outcome'],
    registers,
  });

  const timed = async <T>(kind: 'write' | 'read', work: Promise<T>): Promise<T> => {
    const done = transactions.startTimer({ kind });
    try {
      const value = await work;
      done({ result: 'done' });
      return value;
    } catch (cause) {
      done({ result: 'failed' });
      throw cause;
    }
  };

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    counted: (store) => ({
      ...store,
      read: (work, once) => timed('read', store.read(work, once)),
      async transaction<T>(work: (tx: WriteTransaction) => Promise<T>) {
        let outcomes: OutcomeRecord[] = [];
        const noting = (tx: WriteTransaction): Promise<T> => {
          // The work may be run again; only what was committed counts.
          outcomes = [];
          const saveOutcome = (outcome: OutcomeRecord): Promise<void> => {
            outcomes.push(outcome);
            return tx.saveOutcome(outcome);
          };
          return work({ ...tx, saveOutcome });
        };
        const value = await timed('write', store.transaction(noting));
        for (const { operation, result } of outcomes) decided.inc({ kind: kindOf(operation), outcome: result.outcome });
        return value;
      },
    }),
    callAnswered: ({ method, route = 'none', status, seconds }) => calls.observe({ method, route, status }, seconds),
    watch(name, help, read) {
      if (name.endsWith('_total')) {
        const counter: Counter = new Counter({
          name,
          help,
          registers,
          async collect() {
            const now = await read();
            counter.reset();
            counter.inc(now);
          },
        });
        return;
      }
      const gauge: Gauge = new Gauge({
        name,
        help,
        registers,
        async collect() {
          gauge.set(await read());
        },
      });
    },
  };
}

/** What a newer program calls its operations, or a stranger, is no label. */
function kindOf(operation: unknown): string {
  const { kind } = operation as { readonly kind?: unknown };
  return typeof kind === 'string' && KINDS.has(kind) ? kind : 'other';
}
