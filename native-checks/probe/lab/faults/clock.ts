import { systemClock } from '../../../../domain/clock.ts';
import { days, makeAuthority, makeCertificate } from '../certificates.ts';
import { type Fault, faultsOf } from '../fault.ts';
import type { Lab } from '../servers.ts';
import type { LabRun } from '../shop.ts';
import { remote } from './network.ts';

const clock = faultsOf('clock');
const tls = faultsOf('tls');

const HOUR = 3_600_000;

/** This machine's clock is off by so many milliseconds; the server's is right. */
const off =
  (ms: number) =>
  async (lab: Lab): Promise<LabRun> => ({
    server: `http://127.0.0.1:${await lab.mplatform()}`,
    deps: { clock: { now: () => systemClock.now() + ms } },
  });

/**
 * The lab cannot turn the system's clock, by which TLS judges, so it turns the world: the server lives `ms` away from
 * this machine's clock, and so does its certificate.
 */
const worldOff =
  (ms: number, from: Date, until: Date) =>
  async (lab: Lab): Promise<LabRun> => {
    const authority = await makeAuthority('Lab CA');
    const port = await lab.mplatform({ pair: await makeCertificate({ authority, hosts: ['sklep.test'], from, until }) });
    const plain = await lab.mplatform({
      http: (_q, a) => a.writeHead(204, { date: new Date(systemClock.now() + ms).toUTCString() }).end(),
    });
    const { deps } = await remote(lab, { ca: authority.cert, plainPort: () => plain });
    return { server: `https://sklep.test:${port}`, ...(deps === undefined ? {} : { deps }) };
  };

export const clockFaults: readonly Fault[] = [
  clock('probe.clock-ahead', 'clock hours fast', 'this machine’s clock is five hours ahead', off(5 * HOUR)),
  clock('probe.clock-behind', 'clock hours slow', 'this machine’s clock is five hours behind', off(-5 * HOUR)),
];

export const clockCertificateFaults: readonly Fault[] = [
  tls(
    'probe.tls-clock-ahead',
    'expired by our clock',
    'the clock is ten days ahead, so a good certificate seems expired',
    worldOff(-10 * 24 * HOUR, days(-30), days(-3)),
    { also: ['probe.clock-ahead'] },
  ),
  tls(
    'probe.tls-clock-behind',
    'not yet valid by our clock',
    'the clock is ten days behind, so a good certificate seems not yet valid',
    worldOff(10 * 24 * HOUR, days(3), days(30)),
    { also: ['probe.clock-behind'] },
  ),
];
