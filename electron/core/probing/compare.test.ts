import { expect, it } from 'vitest';
import type { ProbeStage } from '../../../domain/probe.ts';
import { compareStages } from './compare.ts';

const stage = (change: Partial<ProbeStage> & Pick<ProbeStage, 'id'>): ProbeStage => ({
  status: 'passed',
  code: 'probe.tcp-open',
  params: {},
  ms: 3,
  actor: null,
  evidence: {},
  ...change,
});
const tcp = (addresses: readonly string[], ms = 3): ProbeStage =>
  stage({ id: 'tcp', evidence: { port: 443, attempts: addresses.map((address) => ({ address, family: 4, error: null, ms })) } });
const tls = (issuer: string, fingerprint256: string): ProbeStage =>
  stage({
    id: 'tls',
    code: 'probe.tls-trusted',
    evidence: { protocol: 'TLSv1.3', error: null, chain: [{ issuer, fingerprint256 }] },
  });

it('finds nothing where only times differ and addresses came in another order', () => {
  expect(compareStages([tcp(['192.0.2.1', '192.0.2.2'])], [tcp(['192.0.2.2', '192.0.2.1'], 90)])).toEqual([]);
});

it('names the stage that ended otherwise, and not those that were not run because of it', () => {
  const refused = stage({ id: 'tcp', status: 'failed', code: 'probe.tcp-refused', actor: 'mplatform' });
  const notRun = stage({ id: 'http', status: 'notRun', code: 'probe.not-run' });
  const changed = compareStages([tcp(['192.0.2.1']), stage({ id: 'http', code: 'probe.http-ok' })], [refused, notRun]);
  expect(changed).toMatchObject([{ id: 'tcp', before: { code: 'probe.tcp-open' }, after: { code: 'probe.tcp-refused' } }]);
});

it('tells of another issuer though the stage passed before and passes now', () => {
  expect(compareStages([tls('Let’s Encrypt', 'AA:BB')], [tls('Kaspersky', 'CC:DD')])).toMatchObject([
    {
      id: 'tls',
      facts: [
        { name: 'issuer', before: 'Let’s Encrypt', after: 'Kaspersky' },
        { name: 'fingerprint', before: 'AA:BB', after: 'CC:DD' },
      ],
    },
  ]);
});

it('tells of another address, digest, list of stores, server and gateway', () => {
  const configured = (digest: string, server: string, stores: readonly string[]) =>
    stage({ id: 'pcposConfigured', code: 'probe.pcpos-configured', evidence: { digest, server, stores } });
  const machine = (gateway: string) =>
    stage({ id: 'machine', code: 'probe.machine-connected', evidence: { gateway, addresses: [] } });
  const facts = compareStages(
    [tcp(['192.0.2.1']), configured('a', 'https://m.example', ['735']), machine('192.168.0.1')],
    [tcp(['192.0.2.9']), configured('b', 'https://n.example', ['735', '736']), machine('10.0.0.1')],
  ).flatMap((change) => change.facts.map(({ name, before, after }) => [change.id, name, before, after]));
  expect(facts).toEqual([
    ['tcp', 'addresses', '192.0.2.1', '192.0.2.9'],
    ['pcposConfigured', 'server', 'https://m.example', 'https://n.example'],
    ['pcposConfigured', 'digest', 'a', 'b'],
    ['pcposConfigured', 'stores', '735', '735, 736'],
    ['machine', 'gateway', '192.168.0.1', '10.0.0.1'],
  ]);
});

it('says of a stage that an older version did not have only how it ended', () => {
  expect(compareStages([], [tcp(['192.0.2.1'])])).toEqual([
    { id: 'tcp', before: null, after: { status: 'passed', code: 'probe.tcp-open', params: {} }, facts: [] },
  ]);
});
