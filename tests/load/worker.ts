// A process of its own: some of the simulated technicians.
import { createHash, randomBytes } from 'node:crypto';
import { answering } from '../bench/sync/answering.ts';
import { type Line, lineTo } from './http.ts';
import { type Technician, technician } from './technician.ts';

export type WorkerQuestion =
  | {
      readonly ask: 'begin';
      readonly addresses: readonly string[];
      readonly from: number;
      readonly count: number;
      readonly tickets: number;
      /** To each node. */
      readonly connections: number;
    }
  /** Each of the first `devices` of this process pushes, call after call, for so long. */
  | { readonly ask: 'push'; readonly devices: number; readonly batch: number; readonly ms: number }
  /** Everybody comes at once: new tokens, live line, what is new, and `edits` that waited. */
  | { readonly ask: 'morning'; readonly edits: number }
  /** For so long each technician does something every `everyMs`: an edit, which pokes the colleagues, who sync. */
  | { readonly ask: 'day'; readonly ms: number; readonly everyMs: number }
  /** From here on it is noted who is poked and when; `heard` waits until each has read what it was poked for. */
  | { readonly ask: 'hearken' }
  | { readonly ask: 'heard'; readonly since: number }
  /** Each sends one file of so many bytes. */
  | { readonly ask: 'upload'; readonly bytes: number }
  | { readonly ask: 'listen' }
  | { readonly ask: 'hangUp' };

export interface Told {
  /** What was done: edits, syncs or files, by the question. */
  readonly count: number;
  readonly ms: number;
  /** By call: how long each took that was served. */
  readonly times: Readonly<Record<string, readonly number[]>>;
  /** Answers that named a time to come again. */
  readonly later: number;
}

/** Devices of one process that are in the middle of a call; the others wait their turn, as lines do. */
const AT_ONCE = 64;

let lines: Line[] = [];
let people: Technician[] = [];
let times: Record<string, number[]> = {};
let later = 0;
/** Told of each poke. */
let poked = (_one: Technician, _seq: number): void => {};

const note = (what: string, { status, ms }: { readonly status: number; readonly ms: number }): void => {
  if (status >= 400) {
    later += 1;
    return;
  }
  const noted = times[what] ?? [];
  noted.push(ms);
  times[what] = noted;
};

async function all(work: (one: Technician) => Promise<unknown>): Promise<void> {
  const left = [...people].reverse();
  const next = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, people.length) }, next));
}

const listen = (one: Technician): Promise<void> => one.listen((seq) => poked(one, seq));

async function morning(edits: number): Promise<number> {
  await all(async (one) => {
    await one.refresh();
    await listen(one);
    await one.sync();
    await one.push(edits);
  });
  return people.length * edits;
}

async function day(ms: number, everyMs: number): Promise<number> {
  let count = 0;
  const ends = performance.now() + ms;
  const syncing = new Map<Technician, Promise<unknown>>();
  const again = new Set<Technician>();
  // As the device does: one sync at a time, and one more when it was poked meanwhile.
  const sync = (one: Technician): void => {
    if (syncing.has(one)) return void again.add(one);
    const done = one.sync().then(() => {
      syncing.delete(one);
      if (again.delete(one) && performance.now() < ends) sync(one);
    });
    syncing.set(one, done);
  };
  poked = (one) => sync(one);
  await Promise.all(
    people.map(async (one, i) => {
      await pause(Math.min((i / people.length) * everyMs, ms));
      while (performance.now() < ends) {
        const began = performance.now();
        await one.push(1);
        count += 1;
        await pause(Math.max(0, Math.min(everyMs - (performance.now() - began), ends - performance.now())));
      }
    }),
  );
  while (syncing.size > 0) await Promise.all(syncing.values());
  poked = () => {};
  return count;
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

let heard: Promise<readonly number[]> = Promise.resolve([]);
/** When each was poked first, as `Date.now` says it, once each has read what there was. */
function hearken(): void {
  const left = new Map(people.map((one) => [one, Promise.withResolvers<number>()]));
  heard = Promise.all([...left.values()].map(({ promise }) => promise));
  poked = (one) => {
    const waits = left.get(one);
    const at = Date.now();
    if (!left.delete(one)) return;
    one.sync().then(() => waits?.resolve(at), waits?.reject);
  };
}

async function upload(bytes: number): Promise<number> {
  await all(async (one) => {
    // As a scan's document begins and ends; what is between is of no interest to M/platform.
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(bytes), Buffer.from('\n%%EOF\n')]);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const metadata = Object.entries({ sha256, size: String(content.length), type: 'application/pdf' })
      .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
      .join(',');
    const tus = { 'tus-resumable': '1.0.0' };
    const began = performance.now();
    const { location = '' } = await one.ask('upload begun', {
      method: 'POST',
      path: '/v1/files',
      headers: { ...tus, 'upload-length': String(content.length), 'upload-metadata': metadata, 'content-length': '0' },
    });
    await one.ask('upload', {
      method: 'PATCH',
      path: new URL(location, 'http://mplatform').pathname,
      body: content,
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    });
    note('file', { status: 204, ms: performance.now() - began });
  });
  return people.length;
}

async function done(question: WorkerQuestion): Promise<number> {
  switch (question.ask) {
    case 'begin': {
      const { addresses, from, count, tickets, connections } = question;
      lines = addresses.map((address) => lineTo(address, connections));
      people = Array.from({ length: count }, (_, i) =>
        technician(from + i, lines[(from + i) % lines.length] as Line, note, tickets),
      );
      // What it had before the day that is looked at.
      await all((one) => one.enrol().then(() => one.sync()));
      return count;
    }
    case 'push': {
      const { devices, batch, ms } = question;
      let count = 0;
      const ends = performance.now() + ms;
      await Promise.all(
        people.slice(0, devices).map(async (one) => {
          while (performance.now() < ends) {
            await one.push(batch);
            count += batch;
          }
        }),
      );
      return count;
    }
    case 'morning':
      return morning(question.edits);
    case 'day':
      return day(question.ms, question.everyMs);
    case 'hearken':
      hearken();
      return people.length;
    case 'heard':
      for (const at of await heard) note('poke', { status: 101, ms: at - question.since });
      poked = () => {};
      return people.length;
    case 'upload':
      return upload(question.bytes);
    case 'listen':
      await all(listen);
      return people.length;
    case 'hangUp':
      for (const one of people) one.hangUp();
      return people.length;
  }
}

answering<WorkerQuestion>(
  async (question): Promise<Told> => {
    times = {};
    later = 0;
    const began = performance.now();
    const count = await done(question);
    return { count, ms: performance.now() - began, times, later };
  },
  async () => {
    for (const one of people) one.hangUp();
    for (const line of lines) line.close();
  },
);
