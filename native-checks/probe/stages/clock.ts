import { found, stage } from '../stage.ts';

/** Beyond this, certificates and sign-in begin to fail for reasons that nobody looks for in a clock. */
const CLOCK_OFF_MS = 120_000;

/** This machine's clock beside the server's: a till with an empty battery lives in another year. */
export const clock = stage('clock', async ({ facts, outcomeOf }) => {
  await outcomeOf('http');
  const { serverClock } = facts;
  if (serverClock === undefined) return found('probe.clock-unknown');
  const offMs = serverClock.ours - serverClock.theirs;
  const evidence = { serverTime: new Date(serverClock.theirs).toISOString(), clockOffMs: offMs };
  if (Math.abs(offMs) <= CLOCK_OFF_MS) return found('probe.clock-right', {}, evidence);
  return found(offMs > 0 ? 'probe.clock-ahead' : 'probe.clock-behind', { difference: span(Math.abs(offMs)) }, evidence);
});

/** Units whose signs are the same in both languages: `3 d 4 h 12 min`. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return parts.flatMap((n, i) => (n === 0 ? [] : `${n} ${['d', 'h', 'min'][i]}`)).join(' ');
}
