import type { Problem } from '../../../domain/problem.ts';
import type { TextKey } from '../../../domain/text.ts';
import { clip, sameOrigin, shownAddress } from '../address.ts';
import { found, known, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

export const signIn = stage('signIn', async ({ input, deps, facts, signal }) => {
  const { session } = deps;
  const { host } = known(facts.target, 'target');
  if (session === null) return found('probe.not-enrolled');
  if (session === 'elsewhere') return found('probe.sign-in-elsewhere');
  // Before anything is sent: whoever can write the till's configuration must not be able to collect tokens.
  if (!sameOrigin(input.serverAddress, session.origin)) {
    const params = { address: shownAddress(input.serverAddress), expected: shownAddress(session.origin) };
    return found('probe.server-differs', params, params);
  }
  const opened = await untilStopped(session.open(signal), signal);
  if (opened === 'stopped') return found('probe.sign-in-silent', { host });
  if (!opened.ok) {
    const code = clip(codeOf(opened.error), 60);
    return found(meaningOf(code), { host, code }, { code });
  }
  const ticket = opened.value;
  return found('probe.signed-in', { host }, { probeId: ticket.probeId }, { ticket });
});

/**
 * What the client (`sync.*`, `device.*`) or the server itself said, told apart by cause. What is not listed is
 * `sign-in-failed`; the code they gave is always in the sentence and the evidence.
 */
const MEANING = {
  'auth.unknown': 'probe.sign-in-expired',
  'auth.expired': 'probe.sign-in-expired',
  'auth.superseded': 'probe.sign-in-expired',
  'auth.revoked': 'probe.sign-in-revoked',
  'device.not-enrolled': 'probe.not-enrolled',
  'subTicket.unknown': 'probe.sub-ticket-unknown',
  'request.too-many': 'probe.sign-in-busy',
  'server.error': 'probe.sign-in-server-error',
  'server.stopping': 'probe.sign-in-server-error',
  'sync.unreachable': 'probe.sign-in-unreachable',
  'sync.no-such-host': 'probe.sign-in-unreachable',
  'sync.cut-off': 'probe.sign-in-unreachable',
  'sync.timeout': 'probe.sign-in-silent',
  'sync.untrusted': 'probe.sign-in-untrusted',
  'sync.nonsense': 'probe.sign-in-nonsense',
  'sync.not-mplatform': 'probe.sign-in-nonsense',
} as const satisfies Partial<Record<TextKey, string>>;

/** A refusal of the server comes wrapped by the client, which cannot know every code of a newer server. */
const codeOf = ({ code, params }: Problem): string => (code === 'sync.refused' ? String(params.code ?? code) : code);

const meaningOf = (code: string) =>
  Object.hasOwn(MEANING, code) ? MEANING[code as keyof typeof MEANING] : 'probe.sign-in-failed';
