import type { Lookup } from '../../types.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import type { Lab } from '../servers.ts';
import type { LabRun } from '../shop.ts';

const fault = faultsOf('names');

/** A healthy M/platform under a name that this resolver knows, or does not. */
const named =
  (lookup: Lookup, options: LabRun['options'] = {}) =>
  async (lab: Lab): Promise<LabRun> => ({ server: `http://sklep.test:${await lab.mplatform()}`, deps: { lookup }, options });

const failing = (code: string): Lookup => {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
};

const here: Lookup = async (_host, family) => (family === 4 ? [{ address: '127.0.0.1', family }] : []);

/** The slowness is the fault: a timer stands in for the resolver. */
const slow: Lookup = (host, family) => new Promise((resolve) => setTimeout(resolve, 1_200)).then(() => here(host, family));

export const nameFaults: readonly Fault[] = [
  fault('probe.names-slow', 'slow names', 'the resolver takes more than a second', named(slow)),
  fault('probe.names-unknown', 'wrong name', 'nobody has the name in the configuration', named(failing('ENOTFOUND'))),
  fault('probe.names-no-resolver', 'no resolver', 'the resolver cannot be reached', named(failing('EAI_AGAIN'))),
  fault(
    'probe.names-silent',
    'names silent',
    'the question for the name is never answered',
    named(() => new Promise(() => {}), SHORT.options),
  ),
  fault('probe.names-failed', 'resolver at a loss', 'the resolver answers that it failed', named(failing('EAI_FAIL'))),
  fault('probe.address-missing', 'no address', 'the configuration names no server', async () => ({ server: '' }), {
    also: ['probe.pcpos-no-server'],
  }),
  fault('probe.address-invalid', 'no address at all', 'what stands there is no address', async () => ({
    server: 'mplatform.example.pl:443',
  })),
  fault('probe.address-with-password', 'password in the address', 'the address holds a name and a password', async () => ({
    server: 'https://kasa:haslo@mplatform.example.pl',
  })),
];
