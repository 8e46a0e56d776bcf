import type { IncomingMessage, RequestListener } from 'node:http';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import { givenBack, type Lab } from '../servers.ts';
import type { LabRun } from '../shop.ts';

const fault = faultsOf('bodies');

/** A healthy M/platform, but for what becomes of bodies. */
const echo =
  (listener: RequestListener, more: Partial<LabRun> = {}) =>
  async (lab: Lab): Promise<LabRun> => ({ server: `http://127.0.0.1:${await lab.mplatform({ echo: listener })}`, ...more });

const isLarge = (request: IncomingMessage): boolean => Number(request.headers['content-length']) > 1000;
const unlessLarge =
  (large: RequestListener): RequestListener =>
  (request, answer) =>
    (isLarge(request) ? large : givenBack)(request, answer);
const status =
  (code: number): RequestListener =>
  (_request, answer) =>
    void answer.writeHead(code).end();

export const bodyFaults: readonly Fault[] = [
  fault(
    'probe.bodies-large-stall',
    'large bodies stall',
    'small bodies pass, large ones never arrive',
    echo(unlessLarge(() => {})),
  ),
  fault(
    'probe.bodies-small-stall',
    'all bodies stall',
    'HTTP is fine, no body is ever answered',
    echo(() => {}, SHORT),
  ),
  fault(
    'probe.bodies-cut-off',
    'bodies cut',
    'the connection ends when a body is sent',
    echo((request) => request.socket.destroy()),
  ),
  fault(
    'probe.bodies-changed',
    'bodies changed',
    'another thing comes back than was sent',
    echo((_q, a) => a.end('<html>Zablokowano</html>')),
  ),
  fault(
    'probe.bodies-refused',
    'large bodies refused',
    'somebody on the way forbids large bodies',
    echo(unlessLarge(status(413))),
  ),
  fault('probe.bodies-busy', 'bodies busy', 'the server wants to be asked for bodies later', echo(status(429))),
  fault('probe.bodies-server-error', 'bodies error', 'the server fails at any body', echo(status(502))),
];
