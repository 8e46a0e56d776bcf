import { expect, it } from 'vitest';
import type { Order, Reply } from './protocol.ts';
import { openWorkshop } from './workshop.ts';

/** A worker that is driven by hand. */
function bench() {
  const orders: Order[] = [];
  let ended = false;
  const worker = {
    onmessage: null as Worker['onmessage'],
    onerror: null as Worker['onerror'],
    postMessage: (order: Order) => void orders.push(order),
    terminate: () => {
      ended = true;
    },
  };
  const reply = (data: Reply): void => worker.onmessage?.call({} as Worker, { data } as MessageEvent);
  return { orders, reply, worker, workshop: openWorkshop(() => worker), ended: () => ended };
}

it('each answer goes to whoever asked, in whatever order they come', async () => {
  const { workshop, orders, reply } = bench();
  const first = workshop.look(new File(['a'], 'a.pdf'));
  const second = workshop.look(new File(['b'], 'b.pdf'));
  const answer = (id: number, pages: number): Reply => ({
    id,
    of: 'look',
    result: {
      ok: true,
      value: { type: 'pdf', digest: '', pages: Array.from({ length: pages }, () => ({ width: 1, height: 1 })) },
    },
  });
  reply(answer(orders[1]?.id ?? 0, 2));
  reply(answer(orders[0]?.id ?? 0, 1));
  expect(await first).toMatchObject({ value: { pages: { length: 1 } } });
  expect(await second).toMatchObject({ value: { pages: { length: 2 } } });
});

it('tells of each page that is done, and gives the PDF in the end', async () => {
  const { workshop, reply } = bench();
  const done: number[] = [];
  const joining = workshop.join([], 'Wycena', (pages) => done.push(pages));
  reply({ id: 1, of: 'page', done: 1 });
  reply({ id: 1, of: 'page', done: 2 });
  const pdf = new Blob(['%PDF']);
  reply({ id: 1, of: 'join', pdf });
  expect(await joining).toBe(pdf);
  expect(done).toEqual([1, 2]);
});

it('closed or broken, nobody waits for it forever', async () => {
  const closed = bench();
  const joining = closed.workshop.join([], 'Wycena', () => undefined);
  closed.workshop.close();
  await expect(joining).rejects.toThrow('failed');
  expect(closed.ended()).toBe(true);

  const broken = bench();
  const looking = broken.workshop.look(new File(['a'], 'a.pdf'));
  broken.worker.onerror?.call({} as Worker, {} as ErrorEvent);
  await expect(looking).rejects.toThrow('failed');
});
