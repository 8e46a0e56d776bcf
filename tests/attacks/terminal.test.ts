import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { probeReport, reportPage } from '../../native-checks/probe/index.ts';
import { redactText } from '../../native-checks/probe/report-redact.ts';
import { technik } from '../bad-input/technik.ts';
import { tempFolder } from '../support/temp.ts';

/** Clears the screen and writes "passed", by the two ways in which terminals are told so; and turns letters around. */
const HOSTILE = 'gopher://127.0.0.1:9/\u001b[2J\u001b[1;1H\u009b2Jok\u202etset';
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it is about
const STEERING = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** A till whose file somebody else wrote. */
function hostileTill(): string {
  const typical = readFileSync(join(import.meta.dirname, '..', 'fixtures', 'pcpos7', 'already-configured.conf'), 'utf8');
  const file = join(tempFolder('till'), 'pcpos7.conf');
  writeFileSync(file, typical.replace('https://stary.mplatform.example:8443/pos', HOSTILE));
  return file;
}

it.each([
  ['what a probe prints', ['probe', '--timeout', '1']],
  ['the document of a probe', ['probe', '--timeout', '1', '--json']],
])(
  'A till’s file does not steer the terminal through %s',
  async (_what, args) => {
    const data = join(tempFolder('data'), 'none');
    const { out, err } = await technik([...args, '--config', hostileTill(), '--store', '735', '--data', data]);
    expect(out + err).not.toMatch(STEERING);
    // It was shown, only without its teeth.
    expect(out).toMatch(/2Jok/);
  },
  20_000,
);

it('A text that a till signed does not hold up the report', () => {
  const started = performance.now();
  for (const part of ['a.', 'a:', 'http://', ':/']) redactText(part.repeat(200_000 / part.length));
  expect(performance.now() - started).toBeLessThan(1000);
});

it('A long text loses no secret by being cut', () => {
  const secret = 'mT7xQ2vR9sK4wZ1pL8nB3cY6hD5fJ0gAe';
  for (let before = 1960; before < 2010; before += 1)
    expect(redactText(`${'a '.repeat(before / 2)}${'b'.repeat(before % 2)} ${secret} ${'c '.repeat(1000)}`)).not.toContain('mT7');
});

it('A report does not turn letters around', () => {
  const stage = {
    id: 'portal',
    status: 'failed',
    code: 'probe.portal-redirect',
    params: { location: HOSTILE },
    ms: 1,
    actor: 'shopNetwork',
    evidence: { location: `${HOSTILE}<script>` },
  } as const;
  const run = {
    id: 'r-1',
    startedAt: '2026-11-23T09:00:00Z',
    finishedAt: '2026-11-23T09:00:01Z',
    verdict: 'failed',
    cause: stage,
    stages: [stage],
    receipt: null,
    problem: null,
    sinceGood: null,
    handover: null,
  } as const;
  const subject = { punktId: '735', name: `SAM ${HOSTILE}`, city: null, subTicketId: 's-735', serverAddress: HOSTILE };
  const report = probeReport({
    run,
    complete: true,
    subject,
    program: { version: '1', system: 'Linux' },
    madeAt: 0,
    language: 'pl',
  });
  expect(reportPage(report)).not.toMatch(STEERING);
});
