import type { Problem } from '../../../domain/problem.ts';
import { sameOrigin, shownAddress } from '../address.ts';
import { failed, found, known, passed, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

export const signIn = stage(
  'signIn',
  {
    'probe.signed-in': passed,
    'probe.not-enrolled': failed('technician'),
    'probe.server-differs': failed('technician'),
    'probe.sign-in-expired': failed('technician'),
    'probe.sign-in-unreachable': failed('shopNetwork'),
    'probe.sign-in-silent': failed('mplatform'),
    'probe.sign-in-failed': failed('mplatform'),
  },
  async ({ input, deps, facts, signal }) => {
    const { session } = deps;
    const { host } = known(facts.target, 'target');
    if (session === null) return found('probe.not-enrolled');
    // Before anything is sent: whoever can write the till's configuration must not be able to collect tokens.
    if (!sameOrigin(input.serverAddress, session.origin)) {
      const params = { address: shownAddress(input.serverAddress), expected: shownAddress(session.origin) };
      return found('probe.server-differs', params, params);
    }
    const opened = await untilStopped(session.open(signal), signal);
    if (opened === 'stopped') return found('probe.sign-in-silent', { host });
    if (!opened.ok) return found(mapped(opened.error), { code: opened.error.code }, { code: opened.error.code });
    const ticket = opened.value;
    return found('probe.signed-in', { host }, { probeId: ticket.probeId }, { ticket });
  },
);

/** The client's problems keep their own code in the evidence; here they are told apart by who can act. */
function mapped({ code }: Problem) {
  if (/unauthori[sz]ed|expired|revoked|sign-?in|login|token|device/i.test(code)) return 'probe.sign-in-expired';
  return /unreachable|offline|network|timeout/i.test(code) ? 'probe.sign-in-unreachable' : 'probe.sign-in-failed';
}
