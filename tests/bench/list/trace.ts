import type { Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly args?: { readonly frame_reporter?: { readonly state?: string }; readonly name?: string };
}

/** How the browser itself says that a picture became of a frame, of which it counts each that was due. */
export interface Pictures {
  readonly shown: number;
  /** Nothing new of it came in time. */
  readonly dropped: number;
}

/** Does something and counts from the browser's own trace what became of each frame that the page was to show. */
export async function tracedPictures<T>(
  page: Page,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly pictures: Pictures }> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('There is no browser');
  await browser.startTracing(page, { categories: ['cc', 'benchmark', '__metadata'] });
  const value = await work();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
  return { value, pictures: picturesIn(trace.traceEvents) };
}

function picturesIn(events: readonly TraceEvent[]): Pictures {
  const renderers = new Set(
    events.filter(({ name, args }) => name === 'process_name' && args?.name === 'Renderer').map(({ pid }) => pid),
  );
  const states = events
    .filter(({ name, pid }) => name === 'PipelineReporter' && renderers.has(pid))
    .map(({ args }) => args?.frame_reporter?.state);
  const count = (some: readonly string[]) => states.filter((state) => state !== undefined && some.includes(state)).length;
  return { shown: count(['STATE_PRESENTED_ALL', 'STATE_PRESENTED_PARTIAL']), dropped: count(['STATE_DROPPED']) };
}
