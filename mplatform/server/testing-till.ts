import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { rfc3339 } from '../../domain/clock.ts';
import { LEFT_TO_DEVICE, type ProbeStage } from '../../domain/probe.ts';
import { findingOf } from '../../domain/probe-findings.ts';
import { type Handover, signHandover } from '../contract/handover.ts';
import { goodStages, type ProbeOrder, type TestServer } from './testing.ts';

/** For tests only: a till without an account, with the key that it keeps. */
export interface TestTill {
  readonly machineId: string;
  readonly privateKey: KeyObject;
  /** Base64url of its DER. */
  readonly publicKey: string;
}

export function aTill(machineId: string): TestTill {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { machineId, privateKey, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url') };
}

const ELSEWHERE = {
  signIn: 'probe.sign-in-elsewhere',
  store: 'probe.store-elsewhere',
  tillContact: 'probe.till-contact-elsewhere',
} as const;

/** What a till says when all is well: what needs an account it leaves to the device. */
export const tillStages = (server: TestServer, order: ProbeOrder): ProbeStage[] =>
  goodStages({ ...order, serverAddress: server.address }).map((stage) => {
    const code = new Map<string, string>(Object.entries(ELSEWHERE)).get(stage.id);
    return code === undefined ? stage : elsewhere(stage, code);
  });

function elsewhere(stage: ProbeStage, code: string): ProbeStage {
  const finding = findingOf(stage.id, code);
  if (finding === undefined) throw new Error(`${stage.id} has no ${code}`);
  return { ...stage, ...finding, code: code as ProbeStage['code'], evidence: {} };
}

/** What that till found out now, where all is well. */
export function handoverOf(server: TestServer, till: TestTill, order: ProbeOrder, change: Partial<Handover> = {}): Handover {
  const now = rfc3339(server.clock.now());
  return {
    format: 1,
    id: randomUUID(),
    machineId: till.machineId,
    publicKey: till.publicKey,
    startedAt: now,
    finishedAt: now,
    storeId: order.storeId,
    serverAddress: server.address,
    till: {
      file: 'pcpos7.conf',
      digest: order.configDigest,
      server: server.address,
      stores: [order.storeId],
      profile: 'builtin',
    },
    appVersion: '1',
    stages: tillStages(server, order),
    ...change,
  };
}

export const signedBy = (till: TestTill, handover: Handover): string => signHandover(handover, till.privateKey);

/** The till's stages with the device's own in the place of what was left to it. */
export const merged = (tills: readonly ProbeStage[], own: readonly ProbeStage[]): ProbeStage[] =>
  own.map((stage) => (LEFT_TO_DEVICE.includes(stage.id) ? stage : (tills.find((t) => t.id === stage.id) ?? stage)));
