import type {
  PracticeNow,
  PracticeScenarioView,
  PracticeState,
  PracticeStepView,
  PracticeView,
} from '../../api/practice-views.ts';
import { type Names, namesOf } from './names.ts';
import type { Run } from './runs.ts';
import type { PracticeStep, PracticeText, Scenario } from './scenario.ts';

/** The first step that is not done; undefined when all are. */
export const stepNow = ({ steps }: Scenario, { done }: Pick<Run, 'done'>): PracticeStep | undefined =>
  steps.find(({ id }) => !done.has(id));

export function practiceView(scenarios: readonly Scenario[], runs: readonly Run[], server: string): PracticeView {
  const run = runs.find(({ current }) => current);
  const scenario = scenarios.find(({ id }) => id === run?.scenario);
  return {
    scenarios: scenarios.map((one) =>
      scenarioView(
        one,
        runs.filter((r) => r.scenario === one.id && r.world.prepared),
        server,
      ),
    ),
    current:
      run === undefined || scenario === undefined
        ? null
        : { id: scenario.id, n: run.n, place: run.done.size, step: nowView(scenario, run, server) },
  };
}

function scenarioView(scenario: Scenario, runs: readonly Run[], server: string): PracticeScenarioView {
  const [last] = runs;
  const fill = filler(scenario, last === undefined ? undefined : namesOf(last.n), server);
  return {
    id: scenario.id,
    group: scenario.group,
    minutes: scenario.minutes,
    title: fill(scenario.title),
    summary: fill(scenario.summary),
    learnt: scenario.learnt.map(fill),
    steps: stepViews(scenario, last, fill),
    state: stateOf(last),
    finished: runs.filter(({ finishedAt }) => finishedAt !== null).length,
    tickets: runs.map(({ n }) => `${scenario.world.shop.name}, ${namesOf(n).crmId}`),
  };
}

const stateOf = (run: Run | undefined): PracticeState => {
  if (run === undefined) return 'new';
  if (run.finishedAt !== null) return 'finished';
  return run.current ? 'underWay' : 'aside';
};

function stepViews(scenario: Scenario, run: Run | undefined, fill: Fill): readonly PracticeStepView[] {
  const due = run === undefined ? undefined : stepNow(scenario, run);
  return scenario.steps.map((step) => {
    const doneAt = run?.done.get(step.id) ?? null;
    const left = run?.world.skipped.includes(step.id) === true;
    const state = doneAt !== null ? (left ? 'skipped' : 'done') : step.id === due?.id ? 'now' : 'later';
    return { id: step.id, title: fill(step.title), state, doneAt };
  });
}

function nowView(scenario: Scenario, run: Run, server: string): PracticeNow | null {
  const step = stepNow(scenario, run);
  if (step === undefined) return null;
  const names = namesOf(run.n);
  const fill = filler(scenario, names, server);
  return {
    id: step.id,
    title: fill(step.title),
    todo: fill(step.todo),
    why: fill(step.why),
    hints: step.hints.map(fill),
    route: routeOf(step.at.screen, names),
    tab: step.at.tab ?? null,
    button: step.button === undefined ? null : fill(step.button.label),
    optional: step.optional,
    pressed: run.world.asked.includes(step.id),
  };
}

function routeOf(screen: PracticeStep['at']['screen'], { ticketId, subTicketId }: Names): string {
  if (screen === 'first' || screen === 'second') return `/tickets/${ticketId}/sub-tickets/${subTicketId[screen]}`;
  return {
    tickets: '/',
    ticket: `/tickets/${ticketId}`,
    quote: `/tickets/${ticketId}/quote`,
    hesitation: `/tickets/${ticketId}/hesitation`,
    sync: '/sync',
    settings: '/settings',
  }[screen];
}

type Fill = (text: PracticeText) => PracticeText;

/** Puts the numbers of this run in; before there is one, a dash stands for them. */
function filler({ world }: Scenario, names: Names | undefined, server: string): Fill {
  const values: Readonly<Record<string, string>> = {
    punkt: names?.punkt.first ?? '–',
    punkt2: names?.punkt.second ?? '–',
    name: world.shop.name,
    other: world.otherStore,
    server,
  };
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return ({ pl, en }) => ({ pl: fill(pl), en: fill(en) });
}
