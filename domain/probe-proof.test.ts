import { describe, expect, it } from 'vitest';
import { goodStages } from '../tests/support/stages.ts';
import type { ProbeStage, ProbeStageId } from './probe.ts';
import { claimFault, type ProbeClaim, type ProbeKnowledge, readStages, type SentStage, sameAddress } from './probe-proof.ts';

const digest = 'c'.repeat(64);
const claim: ProbeClaim = { probeId: 'probe', storeId: '735', configDigest: digest };
const local: ProbeKnowledge = { serverAddress: 'http://127.0.0.1', tillContactAt: null, recordedAt: null };
const changed = (id: ProbeStageId, change: Partial<SentStage>): SentStage[] =>
  goodStages().map((s) => (s.id === id ? { ...s, ...change } : s));
const refused = (sent: readonly SentStage[]) => {
  const read = readStages(sent);
  return read.ok ? undefined : read.error;
};
const doubt = (sent: readonly SentStage[], more: Partial<ProbeKnowledge> = {}) =>
  claimFault(sent as readonly ProbeStage[], claim, { ...local, ...more });

describe('stages as they come in', () => {
  it('are taken when each says of itself what the table says of its code', () => {
    expect(refused(goodStages())).toBeUndefined();
    expect(refused(goodStages({ origin: 'laptop' }))).toBeUndefined();
  });

  it.each<[string, ProbeStageId, Partial<SentStage>]>([
    ['passed with a code that is a failure', 'tcp', { code: 'probe.tcp-refused' }],
    ['a warning with a code that is a failure', 'tcp', { code: 'probe.tcp-refused', status: 'warned', actor: 'mplatform' }],
    ['not testable with a code that was tested', 'pcposRunning', { status: 'notTestable' }],
    ['a word for a status that there is none of', 'tcp', { status: 'fine' }],
    ['somebody to act where nobody need', 'tcp', { actor: 'insoft' }],
    ['a code of another stage', 'live', { code: 'probe.http-ok' }],
    ['passed though not run', 'live', { code: 'probe.not-run' }],
  ])('are forged when one is %s', (_what, id, change) => {
    expect(refused(changed(id, change))).toBe('probes.stages-forged');
  });

  it('are not known when a newer client has a code, or a stage, that there is none of here', () => {
    expect(refused(changed('live', { code: 'probe.live-over-quic' }))).toBe('probes.stages-unknown');
    expect(refused(changed('live', { code: 'constructor' }))).toBe('probes.stages-unknown');
    expect(refused([...goodStages(), { ...goodStages()[0], id: 'printer' } as SentStage])).toBe('probes.stages-unknown');
    expect(refused([{ ...goodStages()[0], id: '__proto__' } as SentStage])).toBe('probes.stages-unknown');
  });

  it('are refused when one is there twice', () => {
    expect(refused([...goodStages(), ...goodStages().slice(3, 4)])).toBe('probes.stages-doubled');
  });
});

describe('good stages are not believed', () => {
  it('unless there is nothing to doubt', () => {
    expect(doubt(goodStages())).toBeUndefined();
    expect(doubt(goodStages({ origin: 'laptop' }))).toBeUndefined();
  });

  it('when they are of another probe', () => {
    expect(doubt(changed('signIn', { evidence: { probeId: 'another' } }))).toBe('probes.stages-other-probe');
    expect(doubt(changed('store', { evidence: { storeId: '736' } }))).toBe('probes.stages-other-probe');
    expect(doubt(changed('signIn', { evidence: {} }))).toBe('probes.stages-forged');
  });

  const configured = { digest, server: 'http://127.0.0.1/', stores: ['735', '736'], active: null };
  it.each([
    ['probes.other-configuration', { digest: 'd'.repeat(64) }],
    ['probes.other-store', { stores: ['736'] }],
    ['probes.other-server', { server: 'https://elsewhere.example' }],
    ['probes.other-server', { server: 'nonsense' }],
    ['probes.stages-forged', { active: false }],
    ['probes.stages-forged', { digest: 'short' }],
    ['probes.stages-forged', { stores: '735' }],
  ])('and so %s when the disk read was %j', (code, change) => {
    expect(doubt(changed('pcposConfigured', { evidence: configured }))).toBeUndefined();
    expect(doubt(changed('pcposConfigured', { evidence: { ...configured, ...change } }))).toBe(code);
  });

  it('when M/platform never said where tills must call', () => {
    expect(doubt(changed('machine', { code: 'probe.machine-connected', status: 'passed' }), { serverAddress: null })).toBe(
      'probes.other-server',
    );
  });

  const remote = (serverAddress: string, ...tested: readonly string[]) =>
    doubt(
      goodStages({ serverAddress }).map((s) =>
        tested.includes(s.id) ? { ...s, code: `probe.${s.id}-tested` } : s,
      ) as SentStage[],
      { serverAddress },
    );
  it('when encryption, or a network, was not needed on the way to a server elsewhere', () => {
    expect(remote('https://mplatform.example')).toBe('probes.stages-forged');
    expect(remote('https://mplatform.example', 'machine')).toBe('probes.stages-forged');
    expect(remote('https://mplatform.example', 'tls')).toBe('probes.stages-forged');
    expect(remote('https://mplatform.example', 'machine', 'tls')).toBeUndefined();
    expect(remote('http://mplatform.example', 'machine')).toBeUndefined();
    expect(remote('https://127.0.0.1.example', 'machine')).toBe('probes.stages-forged');
    for (const here of ['https://localhost:8443', 'https://[::1]', 'https://127.9.9.9']) expect(remote(here)).toBeUndefined();
  });

  it('when a proxy connected though there is none', () => {
    const through = changed('tcp', { code: 'probe.tcp-through-proxy', status: 'notTestable' });
    expect(doubt(through)).toBe('probes.stages-forged');
    expect(doubt(through.map((s) => (s.id === 'proxy' ? { ...s, code: 'probe.proxy-passes' } : s)))).toBeUndefined();
  });

  it('when the till is said to have called, and M/platform heard nothing since the configuration', () => {
    const called = changed('tillContact', { code: 'probe.till-contacted', status: 'passed' });
    const [before, after] = ['2026-11-23T08:00:00Z', '2026-11-23T10:00:00+01:00'];
    expect(doubt(called)).toBe('probes.no-till-contact');
    expect(doubt(called, { tillContactAt: before, recordedAt: after })).toBe('probes.no-till-contact');
    expect(doubt(called, { tillContactAt: after, recordedAt: after })).toBe('probes.no-till-contact');
    expect(doubt(called, { tillContactAt: after, recordedAt: before })).toBeUndefined();
    expect(doubt(called, { tillContactAt: before })).toBeUndefined();
  });
});

it('takes two ways of writing one address for one, and no address for none', () => {
  expect(sameAddress('https://M.example', 'https://m.example:443/')).toBe(true);
  expect(sameAddress('https://m.example/a/', 'https://m.example/a')).toBe(true);
  expect(sameAddress('https://m.example', 'http://m.example')).toBe(false);
  expect(sameAddress('', '')).toBe(false);
});
