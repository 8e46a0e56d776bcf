import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../domain/clock.ts';
import type { Timers } from '../timers.ts';

/** Why the line may be another one than a moment ago. */
export type WakeReason = 'resume' | 'network';

export interface WakeDeps {
  readonly timers: Timers;
  readonly clock: Clock;
  /** The machine's addresses, as one text to compare. */
  readonly addresses?: () => string;
  /** What the shell is told by the system; answers how to stop listening. */
  readonly onWake?: ((listener: (why: WakeReason) => void) => () => void) | undefined;
  readonly wake: (why: WakeReason) => void;
}

const LOOK_MS = 5_000;
/** A timer that comes later than this has slept with the machine; a busy machine is not that late. */
const LATE_MS = 15_000;

/** Addresses that others can reach this machine by: what changes when a cable, a wireless network or a VPN comes or goes. */
export const machineAddresses = (): string =>
  Object.entries(networkInterfaces())
    .flatMap(([name, all]) => (all ?? []).filter((a) => !a.internal).map((a) => `${name} ${a.address}`))
    .sort()
    .join(', ');

/**
 * Notices sleep and another network, in every shell: by a clock that has gone on further than a timer waited, and by the
 * machine's addresses. A shell that is told sooner by its system says so itself. Returns how to stop.
 */
export function watchForWakes({ timers, clock, addresses = machineAddresses, onWake, wake }: WakeDeps): () => void {
  let cancel = (): void => {};
  let known = addresses();
  const look = (): void => {
    const before = clock.now();
    cancel = timers.after(LOOK_MS, () => {
      const now = addresses();
      const jumped = Math.abs(clock.now() - before - LOOK_MS) > LATE_MS;
      const changed = now !== known;
      known = now;
      look();
      // Without any address there is nothing to try.
      if (jumped) wake('resume');
      else if (changed && now !== '') wake('network');
    });
  };
  look();
  const stopListening = onWake?.(wake);
  return () => {
    cancel();
    stopListening?.();
  };
}
