import { type Problem, problem } from '../../../../domain/problem.ts';
import { err, ok } from '../../../../domain/result.ts';
import type { ProbeSession, ProbeTicket } from '../../types.ts';
import { type Fault, faultsOf, SHORT } from '../fault.ts';
import type { Lab } from '../servers.ts';
import { CHANGED_AT, type LabRun, session, ticket } from '../shop.ts';

const signIn = faultsOf('signIn');
const store = faultsOf('store');
const contact = faultsOf('tillContact');

/** A healthy M/platform, and what the sign-in there comes to. */
const opening =
  (changes: Partial<ProbeSession> | null, more: Partial<LabRun> = {}) =>
  async (lab: Lab): Promise<LabRun> => {
    const server = `http://127.0.0.1:${await lab.mplatform()}`;
    return { server, deps: { session: changes === null ? null : session(server, changes) }, ...more };
  };
const failing = (why: Problem) => opening({ open: async () => err(why) });
/** What the server itself said, as the client hands it on. */
const refused = (code: string) => failing(problem('sync.refused', { code, sentence: '' }));
const holding = (changes: Partial<ProbeTicket>) => opening({ open: async () => ok({ ...ticket, ...changes }) });

export const signInFaults: readonly Fault[] = [
  signIn('probe.not-enrolled', 'not enrolled', 'this device has no access to M/platform yet', opening(null)),
  signIn(
    'probe.server-differs',
    'another M/platform',
    'the till is told another server than the one that knows this device',
    opening({ origin: 'https://mplatform.example.pl' }),
  ),
  signIn('probe.sign-in-expired', 'sign-in expired', 'the server no longer takes this sign-in', refused('auth.expired')),
  signIn('probe.sign-in-revoked', 'sign-in revoked', "this device's access was taken back", refused('auth.revoked')),
  signIn(
    'probe.sub-ticket-unknown',
    'not this technician’s',
    'the server shows no such sub-ticket',
    refused('subTicket.unknown'),
  ),
  signIn('probe.sign-in-busy', 'sign-in busy', 'the server wants to be asked later', refused('request.too-many')),
  signIn('probe.sign-in-server-error', 'sign-in error', 'the server fails while signing in', refused('server.error')),
  signIn(
    'probe.sign-in-failed',
    'sign-in refused',
    'the server says no for a reason that nobody foresaw',
    refused('operations.gap'),
  ),
  signIn(
    'probe.sign-in-unreachable',
    'gone at the sign-in',
    'the way vanishes between health and sign-in',
    failing(problem('sync.unreachable')),
  ),
  signIn(
    'probe.sign-in-silent',
    'sign-in silent',
    'health answers, the sign-in does not',
    opening({ open: () => new Promise(() => {}) }, SHORT),
  ),
  signIn(
    'probe.sign-in-untrusted',
    'another certificate at the sign-in',
    'the certificate changes between health and sign-in',
    failing(problem('sync.untrusted')),
  ),
  signIn(
    'probe.sign-in-nonsense',
    'nonsense at the sign-in',
    'something else than M/platform answers the sign-in',
    failing(problem('sync.not-mplatform')),
  ),
];

export const storeFaults: readonly Fault[] = [
  store('probe.store-unknown', 'store unknown', 'M/platform knows no such point of sale', holding({ store: 'unknown' })),
  store(
    'probe.store-other-dealer',
    'store of another dealer',
    'the point of sale was given to somebody else',
    holding({ store: 'otherDealer' }),
  ),
  store(
    'probe.store-inactive',
    'store inactive',
    'the point of sale is switched off in M/platform',
    holding({ store: 'inactive' }),
  ),
];

export const contactFaults: readonly Fault[] = [
  contact(
    'probe.till-never-contacted',
    'till never called',
    'the till itself never called M/platform',
    holding({ tillContactAt: null }),
  ),
  contact(
    'probe.till-contact-older',
    'till called before',
    'its last call is older than its configuration',
    holding({ tillContactAt: new Date(CHANGED_AT - 60_000).toISOString() }),
  ),
];
