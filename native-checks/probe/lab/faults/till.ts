import { problem } from '../../../../domain/problem.ts';
import { err } from '../../../../domain/result.ts';
import type { TillAccess, TillFacts } from '../../types.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import type { Lab } from '../servers.ts';
import { CHANGED_AT, type LabRun, till, tillAccess } from '../shop.ts';

const configured = faultsOf('pcposConfigured');
const running = faultsOf('pcposRunning');
const restarted = faultsOf('pcposRestarted');

const never = (): Promise<never> => new Promise(() => {});

/** A healthy M/platform, and a till with something changed. */
const tillWith =
  (facts: Partial<TillFacts>, access: Partial<TillAccess> = {}, more: Partial<LabRun> = {}) =>
  async (lab: Lab): Promise<LabRun> => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    return { server, deps: { till: tillAccess(till(server, facts), access) }, ...more };
  };

const UNREADABLE = problem('operation.conflict', { fields: 'x' });

export const tillFaults: readonly Fault[] = [
  configured('probe.pcpos-no-server', 'PC-POS without a server', 'the file holds no server address', tillWith({ server: null })),
  configured(
    'probe.pcpos-other-server',
    'PC-POS at another server',
    'the file holds another server',
    tillWith({ server: 'https://inny.example.pl' }),
  ),
  configured('probe.pcpos-no-store', 'PC-POS without a store', 'the file holds no point of sale', tillWith({ stores: [] })),
  configured(
    'probe.pcpos-other-store',
    'PC-POS for another store',
    'the file holds another point of sale',
    tillWith({ stores: ['736'] }),
  ),
  configured(
    'probe.pcpos-store-list-differs',
    'one store too many',
    'the file holds one more point of sale than was written',
    tillWith({ stores: ['735', '736'] }),
  ),
  configured('probe.pcpos-switched-off', 'switched off in PC-POS', 'the switch in the file is off', tillWith({ active: false })),
  configured(
    'probe.pcpos-changed',
    'changed afterwards',
    'the file is not the one that was recorded',
    tillWith({ digest: 'b'.repeat(64) }),
  ),
  configured(
    'probe.pcpos-unreadable',
    'file unreadable',
    'the file cannot be read',
    tillWith({}, { read: async () => err(UNREADABLE) }),
    {
      also: ['probe.pcpos-port-unreadable'],
    },
  ),
  configured('probe.pcpos-read-stalled', 'disk silent', 'reading the file never ends', tillWith({}, { read: never }, SHORT), {
    also: ['probe.pcpos-port-silent'],
  }),
  running('probe.pcpos-stopped', 'PC-POS stopped', 'nobody holds its port', tillWith({}, { isRunning: async () => false })),
  running('probe.pcpos-no-mutex-port', 'no MutexPort', 'the file names no port', tillWith({ mutexPort: null })),
  running(
    'probe.pcpos-port-silent',
    'port silent',
    'whether the port is held is never told',
    tillWith({}, { isRunning: never }, SHORT),
  ),
  restarted(
    'probe.pcpos-not-restarted',
    'not restarted',
    'PC-POS runs since before its file changed',
    tillWith({}, { runningSince: async () => CHANGED_AT - 60_000 }),
  ),
  restarted(
    'probe.pcpos-restart-unknown',
    'start unknown',
    'since when PC-POS runs cannot be told',
    tillWith({}, { runningSince: async () => null }),
  ),
];
