import type { DeviceSide } from './device-side.ts';
import type { OperatorSide } from './operator.ts';
import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

/** What the program says when only a new enrolment helps. */
const ENROL_AGAIN: readonly string[] = ['device.not-enrolled', 'device.keys-lost', 'device.enrol-again', 'device.locked'];

/** Whoever looks at the status of a device now and then, and gets a new code when it has been shut out with good reason. */
export function createPerson(world: World, server: ServerSide, operator: OperatorSide, device: DeviceSide) {
  const random = world.random.fork(`person at ${device.name}`);
  /** Shut out by something that shuts out: only then is a new enrolment the right answer. */
  let excused = true;
  let reasons = 0;
  /** The run of the program that is being enrolled; when it died meanwhile, nobody waits for it any more. */
  let enrolling: unknown;

  function shutOut(): string | undefined {
    const running = device.running();
    if (running === undefined) return undefined;
    const { state, problem } = running.sync.status();
    if (state === 'notEnrolled') return 'not enrolled';
    return problem !== null && ENROL_AGAIN.includes(problem.code) ? `${problem.code} ${problem.evidence?.code ?? ''}` : undefined;
  }

  async function look(): Promise<void> {
    const why = enrolling !== undefined && enrolling === device.running() ? undefined : shutOut();
    if (why === undefined || !server.up()) return;
    if (!excused) return world.fail(`${device.name} was shut out without reason: ${why}`);
    enrolling = device.running();
    const before = reasons;
    const code = await operator.newCode(device.technician.id);
    const done = code !== undefined && (await device.enrol(code));
    enrolling = undefined;
    world.scheduler.stir();
    if (!done) return;
    world.trace(`${device.name}: enrolled`);
    world.count('enrolled');
    // What shuts out may have happened while the answer was on its way.
    if (reasons === before) excused = false;
  }

  function again(): void {
    world.scheduler.after(random.between(5_000, world.calm() ? 15_000 : 40_000), '', () => {
      void look();
      again();
    });
  }

  return {
    begin(): void {
      world.scheduler.after(random.between(0, 3_000), '', () => void look());
      again();
    },
    excuse(): void {
      excused = true;
      reasons += 1;
    },
  };
}
export type Person = ReturnType<typeof createPerson>;
