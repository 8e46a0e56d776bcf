import { describe, expect, test } from 'vitest';
import { type ProbeStage, probeStageIds } from '../../domain/probe.ts';
import { FINDINGS } from '../../domain/probe-findings.ts';
import { problem } from '../../domain/problem.ts';
import { languages, sentences } from '../../domain/text.ts';
import { probeReport, type ReportInput, reportPage } from './index.ts';
import { redactText } from './report-redact.ts';

const SECRETS = {
  token: 'mT7xQ2vR9sK4wZ1pL8nB3cY6hD5fJ0gAe',
  nonce: 'planted-nonce-0123456789',
  receipt: 'eyJwcm9iZUlkIjoiMDE5YSIsInN1YlRpY2tldCI6InMtNzM1In0.qL2vW8xN4tR6yB1mC9zK3dF7hG5jP0sAeUiOoXw',
  password: 'hunter2-Zażółć',
  person: 'jan.kowalski',
  query: 'session=abc123',
};

const stage = (change: Partial<ProbeStage> = {}): ProbeStage => ({
  id: 'tcp',
  status: 'failed',
  code: 'probe.tcp-refused',
  params: { host: 'mplatform.example', port: 443 },
  ms: 12,
  actor: 'mplatform',
  evidence: { port: 443 },
  ...change,
});
const good = (id: ProbeStage['id']): ProbeStage => {
  const code = Object.entries(FINDINGS[id]).find(([, { status }]) => status === 'passed')?.[0] as ProbeStage['code'];
  const names = languages.flatMap((l) => [...(sentences[l][code] ?? '').matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''));
  const params = Object.fromEntries(names.map((name) => [name, '7']));
  return { id, status: 'passed', code, params, ms: 3, actor: null, evidence: {} };
};

const input = (change: Partial<ReportInput['run']> = {}, more: Partial<ReportInput> = {}): ReportInput => ({
  run: {
    id: '0199a0b2-0000-7000-8000-000000000001',
    startedAt: '2026-11-23T14:32:10.000Z',
    finishedAt: '2026-11-23T14:32:12.400Z',
    verdict: 'failed',
    cause: stage(),
    stages: probeStageIds.map((id) => (id === 'tcp' ? stage() : good(id))),
    receipt: null,
    problem: null,
    sinceGood: null,
    handover: null,
    ...change,
  },
  complete: true,
  subject: { punktId: '735', name: 'SAM', city: 'Sieciechów', subTicketId: 's-735', serverAddress: 'https://mplatform.example' },
  program: { version: '0.1.0', system: 'Linux' },
  madeAt: Date.UTC(2026, 10, 23, 15),
  language: 'pl',
  ...more,
});

test('names verdict, first cause, what to do, who acts, and each stage once', () => {
  const report = probeReport(input());
  expect(report).toMatchObject({
    format: 1,
    verdict: 'failed',
    run: { ms: 2400 },
    cause: { id: 'tcp', code: 'probe.tcp-refused', actor: 'mplatform', message: expect.stringContaining('mplatform.example') },
  });
  expect(report.stages.map((s) => s.id)).toEqual([...probeStageIds]);
  const page = reportPage(report);
  for (const text of [report.cause?.message, report.cause?.advice]) expect(page).toContain(text);
  expect(page).toContain('Kto może to naprawić:');
});

test('says what changed since the last good run, and by which facts', () => {
  const ending = { status: 'passed', code: 'probe.tcp-open', params: { host: 'm.example', ms: 3 } } as const;
  const after = { status: 'failed', code: 'probe.tcp-refused', params: { host: 'm.example', port: 443 } } as const;
  const facts = [{ name: 'addresses', before: '192.0.2.1', after: '192.0.2.9' }];
  const sinceGood = { finishedAt: '2026-11-22T10:00:00.000Z', changed: [{ id: 'tcp' as const, before: ending, after, facts }] };
  const page = reportPage(probeReport(input({ sinceGood })));
  expect(page).toContain('22 listopada 2026');
  expect(page).toContain('<del>192.0.2.1</del>');
  expect(page).toContain('192.0.2.9');
});

describe('nothing secret leaves, in JSON or page,', () => {
  const evidence = {
    accessToken: SECRETS.token,
    nonce: SECRETS.nonce,
    note: `Bearer ${SECRETS.token}`,
    loose: [`reply ${SECRETS.receipt}`, { deep: `password=${SECRETS.password}; x` }],
    proxy: `http://shop:${SECRETS.password}@10.0.0.1:3128`,
    location: `https://portal.example/login?${SECRETS.query}`,
    file: `C:\\Users\\${SECRETS.person}\\pcpos7\\pcpos7.conf`,
    log: `/home/${SECRETS.person}/x`,
    digest: 'a'.repeat(64),
    fingerprint256: 'AB:CD:EF:01:23:45:67:89',
  };
  const planted = stage({
    params: { host: `u:${SECRETS.password}@h`, port: 1, location: `https://x/?${SECRETS.query}` },
    evidence,
  });
  const receipt = {
    probeId: 'p',
    subTicketId: 's-735',
    storeId: '735',
    configDigest: 'b'.repeat(64),
    machineId: 'machine-of-the-shop',
    origin: 'workstation',
    passedAt: '2026-11-23T14:32:12.000Z',
    expiresAt: '2026-11-24T14:32:12.000Z',
  } as const;
  const ending = { status: 'failed', code: 'probe.tcp-refused', params: { host: 'h', port: 1 } } as const;
  const facts = [{ name: 'location', before: `https://x/?${SECRETS.query}`, after: `C:\\Users\\${SECRETS.person}\\a` }];
  const everything = input(
    {
      cause: { ...planted, params: { host: 'h', port: 1 } },
      stages: [
        { ...planted, params: { host: 'h', port: 1 } },
        stage({ id: 'http', code: 'probe.http-redirect', params: planted.params }),
      ],
      receipt,
      problem: problem('sync.refused', { code: 'x', sentence: `token=${SECRETS.token}` }),
      sinceGood: { finishedAt: '2026-11-22T10:00:00.000Z', changed: [{ id: 'tcp', before: ending, after: ending, facts }] },
      handover: { machineId: 'machine-of-the-shop', code: 'ABCD-EFGH' },
    },
    { subject: { ...input().subject, serverAddress: `https://jan:${SECRETS.password}@m.example/` } },
  );
  const report = probeReport(everything);

  test.each([
    ['JSON', JSON.stringify(report)],
    ['the page', reportPage(report)],
  ])('%s', (_name, text) => {
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    expect(text).not.toContain('machine-of-the-shop');
    // What helps stays.
    for (const fact of [
      'a'.repeat(64),
      'b'.repeat(64),
      'AB:CD:EF:01:23:45:67:89',
      '10.0.0.1:3128',
      'portal.example',
      'ABCD-EFGH',
    ])
      if (fact !== 'b'.repeat(64) || _name === 'JSON') expect(text).toContain(fact);
  });
});

test('leaves words, digests and numbers of tests as they are', () => {
  for (const text of [
    'Serwer mplatform-dla-malych-sklepow-detalicznych.example nie odpowiada',
    '0199a0b2-0000-7000-8000-000000000001',
    'c'.repeat(64),
    'Let’s Encrypt, O=Internet Security Research Group',
    'C:\\Program Files\\Insoft\\pcpos7\\pcpos7.conf',
  ])
    expect(redactText(text)).toBe(text);
});

test('what comes from outside cannot become a part of the page', () => {
  const evil = `"><script src=https://evil.example/x.js></script><img src=x onerror=alert('1')>`;
  const page = reportPage(
    probeReport(
      input(
        {
          stages: [
            stage({
              id: 'http',
              code: 'probe.http-redirect',
              params: { host: evil, location: evil },
              evidence: { [evil]: evil },
            }),
          ],
        },
        { subject: { ...input().subject, name: evil, city: evil } },
      ),
    ),
  );
  expect(page).not.toMatch(/<(script|img|link|iframe|object)\b/i);
  expect(page).not.toMatch(/<[^>]*\s(src|href|on\w+)=/i);
  expect(page).toContain('&lt;script');
});

test.each(languages)('the page in %s is whole: every text is there and nothing is fetched', (language) => {
  const page = reportPage(probeReport(input({}, { language })));
  expect(page).toContain(`<html lang="${language}">`);
  expect(page).not.toMatch(/report\.[a-z]|\{\w+\}|undefined|NaN|@import|url\(/);
});
