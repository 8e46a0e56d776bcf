import type { FindingCode } from '../../../domain/probe-findings.ts';
import type { Fault } from './fault.ts';
import { nameFaults } from './faults/addresses.ts';
import { answerFaults, liveFaults } from './faults/answers.ts';
import { certificateFaults } from './faults/certificates.ts';
import { connectionFaults } from './faults/connections.ts';
import { contactFaults, signInFaults, storeFaults } from './faults/sign-in.ts';
import { tillFaults } from './faults/till.ts';

/** Every fault of the lab, in the order of the stages. */
export const faults: readonly Fault[] = [
  ...nameFaults,
  ...connectionFaults,
  ...certificateFaults,
  ...answerFaults,
  ...signInFaults,
  ...storeFaults,
  ...liveFaults,
  ...tillFaults,
  ...contactFaults,
];

/** What the lab cannot bring about, and why. Everything else that fails or warns has a fault. */
export const NOT_IN_THE_LAB: Readonly<Partial<Record<FindingCode, string>>> = {
  'probe.machine-no-gateway': 'its stage is not built yet',
  'probe.machine-self-assigned': 'its stage is not built yet',
  'probe.machine-offline': 'its stage is not built yet',
  'probe.portal-but-through': 'its stage is not built yet',
  'probe.portal-page': 'its stage is not built yet',
  'probe.portal-redirect': 'its stage is not built yet',
  'probe.proxy-invalid': 'its stage is not built yet',
  'probe.proxy-pac-unreachable': 'its stage is not built yet',
  'probe.proxy-unreachable': 'its stage is not built yet',
  'probe.proxy-silent': 'its stage is not built yet',
  'probe.proxy-sign-in': 'its stage is not built yet',
  'probe.proxy-refuses': 'its stage is not built yet',
  'probe.proxy-no-way': 'its stage is not built yet',
  'probe.proxy-not-spoken': 'its stage is not built yet',
  'probe.tcp-blocked-here': 'its stage is not built yet',
  'probe.tcp-failed': 'its stage is not built yet',
  'probe.tls-clock-ahead': 'its stage is not built yet',
  'probe.tls-clock-behind': 'its stage is not built yet',
  'probe.http-slow': 'its stage is not built yet',
  'probe.clock-ahead': 'its stage is not built yet',
  'probe.clock-behind': 'its stage is not built yet',
  'probe.bodies-small-stall': 'its stage is not built yet',
  'probe.bodies-large-stall': 'its stage is not built yet',
  'probe.bodies-cut-off': 'its stage is not built yet',
  'probe.bodies-changed': 'its stage is not built yet',
  'probe.bodies-refused': 'its stage is not built yet',
  'probe.live-unsteady': 'its stage is not built yet',
  'probe.live-stripped': 'its stage is not built yet',
  'probe.pcpos-port-unreadable': 'the file is read once for both stages, so pcpos-unreadable comes first',
};
