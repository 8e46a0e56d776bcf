import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { found, root } from './here.ts';

export const ALERTS = join(root, 'docs', 'operating', 'alerts.yaml');
export const promtool = found('promtool');

type Scrape = ReadonlyMap<string, number>;

/** The product's own figures out of what `/metrics` said. */
function scrapeOf(text: string): Scrape {
  const lines = text.split('\n').filter((line) => line.startsWith('mplatform_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
}

/**
 * Has Prometheus judge what would be if it went on like that for half an hour: counters grow each minute by what they grew
 * between the two looks, everything else stays as it was at the second. `expected`: the alerts that then fire, and no others.
 *
 * @throws with promtool's words when it is otherwise
 */
export function judge(before: string, after: string, expected: readonly string[]): void {
  if (promtool === undefined) return;
  const [first, second] = [scrapeOf(before), scrapeOf(after)];
  const counts = /_(total|count|sum|bucket)(\{|$)/;
  const series = [...second].map(([name, now]) => {
    const grown = now - (first.get(name) ?? 0);
    return { series: name, values: counts.test(name) ? `${now}+${grown}x30` : `${now}x30` };
  });
  const folder = mkdtempSync(join(tmpdir(), 'mplatform-alerts-'));
  const fires = { expr: 'count by (alertname) (ALERTS{alertstate="firing"})', eval_time: '25m' };
  const test = {
    interval: '1m',
    input_series: [...series, { series: 'up{job="mplatform"}', values: '1x30' }],
    promql_expr_test: [{ ...fires, exp_samples: expected.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })) }],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'test.yaml'), JSON.stringify({ rule_files: [ALERTS], evaluation_interval: '1m', tests: [test] }));
  try {
    execFileSync(promtool, ['test', 'rules', join(folder, 'test.yaml')], { encoding: 'utf8', stdio: 'pipe' });
  } catch (cause) {
    const { stdout, stderr } = cause as { readonly stdout: string; readonly stderr: string };
    throw new Error(`${stdout}${stderr}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
