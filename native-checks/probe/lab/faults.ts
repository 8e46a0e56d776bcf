import type { FindingCode } from '../../../domain/probe-findings.ts';
import type { Fault } from './fault.ts';
import { nameFaults } from './faults/addresses.ts';
import { answerFaults, liveFaults } from './faults/answers.ts';
import { bodyFaults } from './faults/bodies.ts';
import { certificateFaults } from './faults/certificates.ts';
import { clockCertificateFaults, clockFaults } from './faults/clock.ts';
import { connectionFaults } from './faults/connections.ts';
import { machineFaults, portalFaults, proxyFaults } from './faults/network.ts';
import { contactFaults, signInFaults, storeFaults } from './faults/sign-in.ts';
import { tillFaults } from './faults/till.ts';

/** Every fault of the lab, in the order of the stages. */
export const faults: readonly Fault[] = [
  ...machineFaults,
  ...proxyFaults,
  ...nameFaults,
  ...portalFaults,
  ...connectionFaults,
  ...certificateFaults,
  ...clockCertificateFaults,
  ...answerFaults,
  ...clockFaults,
  ...bodyFaults,
  ...signInFaults,
  ...storeFaults,
  ...liveFaults,
  ...tillFaults,
  ...contactFaults,
];

/** What the lab cannot bring about, and why. Everything else that fails or warns has a fault. */
export const NOT_IN_THE_LAB: Readonly<Partial<Record<FindingCode, string>>> = {
  'probe.pcpos-port-unreadable':
    'both stages read the file at the same moment, so `pcpos-unreadable` comes first and names the cause',
};
