import type { DeviceSide } from './device-side.ts';
import type { OperatorSide } from './operator.ts';
import type { Person } from './person.ts';
import type { ServerSide } from './server-side.ts';
import { HOUR_MS, type WallClock, type World, YEAR_MS } from './world.ts';

export interface FaultPlan {
  readonly world: World;
  readonly server: ServerSide;
  readonly devices: readonly DeviceSide[];
  readonly people: readonly Person[];
  readonly operator: OperatorSide;
  /** Virtual milliseconds from the beginning during which things may go wrong. */
  readonly until: number;
}

/** What happens to whole machines, and what the operator does, at moments that chance decides. */
export function planFaults({ world, server, devices, people, operator, until }: FaultPlan): void {
  const { scheduler, count } = world;
  const random = world.random.fork('faults');
  const some = () => random.below(devices.length);
  const deviceAt = (i: number) => devices[i] as DeviceSide;
  const excuseAll = (): void => {
    for (const person of people) person.excuse();
  };

  function jump(clock: WallClock, who: string): number {
    const far = random.chance(0.3);
    const size = far ? random.between(YEAR_MS / 12, 8 * YEAR_MS) : random.between(HOUR_MS / 2, 72 * HOUR_MS);
    const by = random.chance(0.5) ? size : -size;
    clock.jump(by);
    count(`${who} clock jumps by ${far ? 'years' : 'hours'} ${by > 0 ? 'ahead' : 'back'}`);
    world.trace(`${who} clock jumps by ${(by / HOUR_MS).toFixed(1)} h`);
    return by;
  }

  const faults: readonly (readonly [number, () => void])[] = [
    [6, () => deviceAt(some()).crash()],
    [2, () => deviceAt(some()).quit()],
    [3, () => server.crash()],
    [5, () => offline(deviceAt(some()))],
    [2, () => void jump(deviceAt(some()).clock, 'device')],
    [
      1.2,
      () => {
        void jump(server.clock, 'server');
        // Further ahead than a login lives, which is then over for everybody.
        excuseAll();
      },
    ],
    [1.5, sleep],
    [1, () => revoke(some())],
    [1, () => server.forceResync()],
    [3, () => server.copyNow()],
    [2, () => server.restore() && excuseAll()],
    [2.5, () => deviceAt(some()).copyNow()],
    [1.5, () => off(some(), (d) => void d.restore())],
    [0.3, () => off(some(), (d) => d.reinstall())],
    [0.4, () => off(some(), (d) => d.move())],
    [1, () => deviceAt(some()).harmAFile()],
    [1.5, limit],
    [2, () => deviceAt(some()).line.cutLive()],
    [2, () => deviceAt(some()).line.halfOpen()],
    [14, () => void operator.act()],
    [1, () => void operator.forget()],
  ];

  /** Nobody does anything for hours: tokens and receipts run out meanwhile. */
  function sleep(): void {
    const hours = random.between(HOUR_MS / 2, 30 * HOUR_MS);
    count('hours pass');
    world.trace(`${(hours / HOUR_MS).toFixed(1)} h pass`);
    for (const { clock } of [server, ...devices]) clock.jump(hours);
  }

  function limit(): void {
    count('server limits calls for a while');
    server.limit(random.between(2_000, 90_000));
  }

  function off(i: number, what: (d: DeviceSide) => void): void {
    people[i]?.excuse();
    what(deviceAt(i));
  }

  function offline(device: DeviceSide): void {
    count('device without a line for a while');
    device.online(false);
    scheduler.after(random.between(5_000, until / 3), `${device.name}: the line is back`, () => device.online(true));
  }

  function revoke(i: number): void {
    const deviceId = deviceAt(i).running()?.store.state.get('device')?.deviceId;
    if (deviceId === undefined) return;
    void operator.revoke(deviceId).then(() => people[i]?.excuse());
  }

  // Each run has its own favourites, some so often that they meet each other, and some not at all.
  const swarm = faults.map(([weight, what]) => [weight * random.pick([0, 0.5, 1, 1, 2, 5]), what] as const);
  const many = random.between(5, 32);
  for (let n = 0; n < many; n += 1) scheduler.after(random.between(2_000, until), '', random.weighted(swarm));
}
