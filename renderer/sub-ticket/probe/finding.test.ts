import { expect, it } from 'vitest';
import type { ProbeStage, ProbeStageId } from '../../../domain/probe.ts';
import { fetchPolish, makeI18n } from '../../i18n.ts';
import { findingText, timeText } from './finding.ts';

const texts = makeI18n();
await fetchPolish(texts);
const t = (key: string, params?: object) => texts.t(key, { ...params });

const stage = (id: ProbeStageId, because: ProbeStageId | null): ProbeStage => ({
  id,
  status: because === null ? 'failed' : 'notRun',
  code: because === null ? 'probe.tcp-refused' : 'probe.not-run',
  params: because === null ? { host: 'm.example', port: 443 } : {},
  ms: 0,
  actor: null,
  evidence: because === null ? {} : { because },
});

it('names the stage that broke, not one that was itself left out', () => {
  const all = [stage('tcp', null), stage('tls', 'tcp'), stage('http', 'tls')];
  const said = findingText(stage('bodies', 'http'), t, 'pl', all);
  expect(said).toBe('Nie sprawdzono, bo nie powiódł się etap „Połączenie TCP”.');
  // Records that go in a circle come from outside and must not hang the screen.
  expect(findingText(stage('tls', 'http'), t, 'pl', [stage('tls', 'http'), stage('http', 'tls')])).toContain('Nie sprawdzono');
});

it('tells times as a Polish clock and calendar do', () => {
  expect(timeText('2026-11-23T14:05:09.000Z', 'pl', true)).toBe('23.11.2026, 15:05:09');
  expect(timeText('2036-11-20', 'pl')).toBe('20.11.2036');
  expect(timeText('2036-99-99', 'pl')).toBe('2036-99-99');
  expect(timeText('192.168.1.1', 'pl')).toBe('192.168.1.1');
});
