import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { removeLeftOvers } from '../../native-checks/probe/lab/namespaces.ts';
import { type Ground, type Place, POSTGRES_PORT, type Way } from './ground.ts';

/** Each line is a network of its own, with its first place at .1 and its second at .2. */
const LINES = [
  ['devices', 'balancer'],
  ['balancer', 'one'],
  ['balancer', 'two'],
  ['one', 'postgres'],
  ['two', 'postgres'],
] as const satisfies readonly (readonly [Place, Place])[];
const PLACES = ['devices', 'balancer', 'one', 'two', 'postgres'] as const;

/** Says of every packet that it is dropped. */
const DROP_ALL = '1,6 0 0 2';

const run = promisify(execFile);

/**
 * A machine for each place, in network namespaces: a cut drops packets in both directions, so that open connections hear
 * nothing and know of nothing. `close` removes them all.
 */
export async function openNamespaces(prefix: string): Promise<Ground> {
  const id = `${prefix}${process.pid}-${randomBytes(3).toString('hex')}`;
  const name = (place: Place): string => `${id}-${place}`;
  const ip = (place: Place, command: string) => run('ip', ['-n', name(place), ...command.split(' ')]);
  const tc = (place: Place, command: readonly string[]) => run('tc', ['-n', name(place), ...command]);
  const made: string[] = [];
  const close = async (): Promise<void> => {
    for (const one of made.splice(0)) await run('ip', ['netns', 'del', one]);
  };

  await removeLeftOvers();
  try {
    for (const place of PLACES) {
      await run('ip', ['netns', 'add', name(place)]);
      made.push(name(place));
      await ip(place, 'link set lo up');
    }
    for (const [number, [from, to]] of LINES.entries()) {
      await ip(from, `link add to-${to} type veth peer name to-${from} netns ${name(to)}`);
      await ip(from, `address add 10.78.${number}.1/24 dev to-${to}`);
      await ip(to, `address add 10.78.${number}.2/24 dev to-${from}`);
      await ip(from, `link set to-${to} up`);
      await ip(to, `link set to-${from} up`);
    }
  } catch (cause) {
    await close();
    throw cause;
  }

  /** Both ends of a line, each with its link. */
  const ends = (way: Way) => {
    const [from, to] = way.split('-') as [Place, Place];
    return [
      { place: from, link: `to-${to}` },
      { place: to, link: `to-${from}` },
    ];
  };
  const reached = (from: Place, to: Place): string => `10.78.${LINES.findIndex((line) => line[0] === from && line[1] === to)}.2`;

  return {
    form: 'network namespaces',
    inside: (place) => ['ip', 'netns', 'exec', name(place)],
    at: (place) => ({
      host: reached(place === 'balancer' ? 'devices' : 'balancer', place),
      port: place === 'balancer' ? 443 : 8080,
    }),
    health: (node) => ({ host: reached('balancer', node), port: 9464 }),
    through(way) {
      const [from, to] = way.split('-') as [Place, Place];
      return { host: reached(from, to), port: to === 'postgres' ? POSTGRES_PORT : 8080 };
    },
    connect: async () => undefined,
    async cut(way) {
      for (const { place, link } of ends(way)) {
        await tc(place, ['qdisc', 'add', 'dev', link, 'clsact']);
        await tc(place, ['filter', 'add', 'dev', link, 'ingress', 'bpf', 'da', 'bytecode', DROP_ALL]);
      }
    },
    async slow(way) {
      for (const { place, link } of ends(way)) {
        const add = ['qdisc', 'add', 'dev', link, 'root'];
        // Not every kernel can hold packets back; where it cannot, few of them get through at a time.
        await tc(place, [...add, 'netem', 'delay', '150ms', '50ms', 'loss', '2%']).catch(() =>
          tc(place, [...add, 'tbf', 'rate', '512kbit', 'burst', '8kb', 'latency', '300ms']),
        );
      }
    },
    async heal(way) {
      for (const { place, link } of ends(way))
        for (const kind of ['clsact', 'root']) await tc(place, ['qdisc', 'del', 'dev', link, kind]).catch(() => undefined);
    },
    close,
  };
}
