import { isLoopbackHost, parseAddress } from '../address.ts';
import { found, stage } from '../stage.ts';
import { lookAround } from '../surroundings.ts';
import { untilStopped, within } from '../wait.ts';

/** What a machine gives itself when no router answered: good for neighbours only, never for the way out. */
const SELF_ASSIGNED = /^(169\.254\.|fe[89ab][0-9a-f]:)/i;

/** The system says such things at once; the time is the rest of the probe's. */
const PATIENCE_MS = 1500;

/** Whether this machine is on a network at all, before the network is blamed. */
export const machine = stage('machine', async ({ input, deps, signal }) => {
  const address = parseAddress(input.serverAddress);
  if (address.ok && isLoopbackHost(address.value.host)) return found('probe.machine-not-needed');
  const look = deps.lookAround ?? lookAround;
  const seen = await within(PATIENCE_MS, signal, (s) => untilStopped(look(), s));
  // Slow to say is not offline; the stages that follow will show whether there is a way.
  if (seen === 'stopped') return found('probe.machine-unread');
  const { addresses, gateway } = seen;
  const evidence = { addresses, gateway: gateway ?? null };
  if (addresses.length === 0) return found('probe.machine-offline', {}, evidence);
  const given = addresses.filter((one) => !SELF_ASSIGNED.test(one.address));
  const shown = { addresses: list(given.length > 0 ? given : addresses) };
  if (given.length === 0) return found('probe.machine-self-assigned', shown, evidence);
  if (gateway === undefined) return found('probe.machine-addressed', shown, evidence);
  if (gateway === null) return found('probe.machine-no-gateway', shown, evidence);
  return found('probe.machine-connected', { ...shown, gateway }, evidence);
});

/** IPv4 first: that is what the person knows from the router. */
const list = (addresses: readonly { readonly address: string; readonly family: 4 | 6 }[]): string =>
  [...addresses]
    .sort((a, b) => a.family - b.family)
    .slice(0, 3)
    .map((one) => one.address)
    .join(', ');
