import { connect, createServer, type Socket } from 'node:net';
import type { Lab } from './servers.ts';

/**
 * A line on which everything takes half of `roundTripMs` each way, to a port of this machine. What opens a connection
 * cannot be held up from here, so its first bytes wait one round trip more; one over which nothing is sent costs nothing.
 */
export const slowLine = (lab: Lab, to: number, roundTripMs: number): Promise<number> =>
  lab.listen(
    createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
      const far = connect({ host: '127.0.0.1', port: to, allowHalfOpen: true, noDelay: true });
      carry(near, far, roundTripMs / 2, performance.now() + roundTripMs);
      carry(far, near, roundTripMs / 2, 0);
    }),
  );

function carry(from: Socket, to: Socket, oneWayMs: number, opened: number): void {
  let before: Promise<unknown> = Promise.resolve();
  const later = (work: () => void): void => {
    const due = Math.max(performance.now(), opened) + oneWayMs;
    before = before
      .then(() => new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now()))))
      .then(() => to.destroyed || work());
  };
  from.on('data', (part) => later(() => to.write(part)));
  from.once('end', () => later(() => to.end()));
  from.once('close', () => later(() => to.destroy()));
  from.on('error', () => later(() => to.destroy()));
}
