import { plainAnswer } from '../plain.ts';
import { found, type StageContext, stage } from '../stage.ts';
import { untilStopped } from '../wait.ts';

/** Beyond this, certificates and sign-in begin to fail for reasons that nobody looks for in a clock. */
export const CLOCK_OFF_MS = 120_000;

/** This machine's clock beside the server's: a till with an empty battery lives in another year. */
export const clock = stage('clock', async (context) => {
  const { facts, outcomeOf } = context;
  await outcomeOf('http');
  const compared = facts.serverClock ?? (await unencrypted(context));
  if (compared === undefined) return found('probe.clock-unknown');
  const offMs = compared.ours - compared.theirs;
  const serverTime = new Date(compared.theirs).toISOString();
  const evidence = { serverTime, clockOffMs: offMs, encrypted: facts.serverClock !== undefined };
  if (Math.abs(offMs) <= CLOCK_OFF_MS) return found('probe.clock-right', {}, evidence);
  return found(offMs > 0 ? 'probe.clock-ahead' : 'probe.clock-behind', { difference: span(Math.abs(offMs)) }, evidence);
});

/** A page of the network brings the time of whatever box made it, which may never have been set. */
async function unencrypted(context: StageContext) {
  const portal = await context.outcomeOf('portal');
  const isServers = portal?.status === 'passed' || portal?.code === 'probe.portal-untested';
  if (!isServers) return undefined;
  const plain = await untilStopped(plainAnswer(context), context.signal);
  return plain === 'stopped' ? undefined : plain?.clock;
}

/** Units whose signs are the same in both languages: `3 d 4 h 12 min`. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return parts.flatMap((n, i) => (n === 0 ? [] : `${n} ${['d', 'h', 'min'][i]}`)).join(' ');
}
