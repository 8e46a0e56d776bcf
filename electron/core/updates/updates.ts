import { type Problem, problem } from '../../../domain/problem.ts';
import { err, ok, type Result } from '../../../domain/result.ts';
import type { UpdateOffer, UpdateSource } from './source.ts';

/** A job that an update would cut short. */
export type Job = 'probe' | 'till' | 'upload' | 'form';

export interface UpdateView {
  readonly version: string;
  /** Whether this copy can become another version by itself. */
  readonly possible: boolean;
  readonly state: 'idle' | 'checking' | 'latest' | 'offered' | 'downloading' | 'ready' | 'installing';
  readonly offer: UpdateOffer | null;
  /** Of the download, 0 to 100. */
  readonly percent: number | null;
  /** The version that one can go back to; null where its installer was not kept, as after the first installation. */
  readonly before: string | null;
  /** What is under way, and has to end first. */
  readonly jobs: readonly Job[];
  readonly problem: Problem | null;
}

export interface UpdateDeps {
  /** Undefined where a copy never updates itself: in a browser, from a USB stick, on Linux, not signed. */
  readonly source: UpdateSource | undefined;
  readonly version: string;
  readonly jobs: () => readonly Job[];
  /** Puts the database aside as this version can read it. */
  readonly backUp: (version: string) => Result<string, Problem>;
  readonly changed: () => void;
}

/**
 * Updates on the technician's word alone: nothing is looked for, fetched or installed by itself, and nothing is installed
 * while something is under way or without a backup.
 */
export function createUpdates({ source, version, jobs, backUp, changed }: UpdateDeps) {
  let state: UpdateView['state'] = 'idle';
  let offer: UpdateOffer | null = null;
  let percent: number | null = null;
  let trouble: Problem | null = null;
  let before: Promise<string | null> | undefined;

  const become = (next: UpdateView['state'], failed: Problem | null = null): void => {
    [state, trouble, percent] = [next, failed, null];
    changed();
  };
  /** One at a time; a second wish while one is under way is the same wish. */
  async function step<T>(
    during: UpdateView['state'],
    work: (from: UpdateSource) => Promise<Result<T, Problem>>,
    then: (value: T) => UpdateView['state'],
  ): Promise<Result<null, Problem>> {
    if (source === undefined) return err(problem('update.not-possible'));
    const before = state;
    become(during);
    const done = await work(source);
    become(done.ok ? then(done.value) : before, done.ok ? null : done.error);
    return done.ok ? ok(null) : done;
  }
  function kept(): Promise<string | null> {
    before ??=
      source === undefined
        ? Promise.resolve(null)
        : source.before().then((found) => (found.ok ? (found.value?.version ?? null) : null));
    return before;
  }
  /** Another version in this one's place, or the reason why not now. */
  async function put(work: (from: UpdateSource) => Promise<Result<null, Problem>>): Promise<Result<null, Problem>> {
    const [job] = jobs();
    if (job !== undefined) return err(problem('update.busy', {}, { job }));
    const copied = backUp(version);
    return copied.ok ? step('installing', work, () => 'installing') : copied;
  }
  const isBusy = (): boolean => state === 'checking' || state === 'downloading' || state === 'installing';

  return {
    view: async (): Promise<UpdateView> => ({
      version,
      possible: source !== undefined,
      state,
      offer,
      percent,
      before: await kept(),
      jobs: jobs(),
      problem: trouble,
    }),
    check: async (): Promise<Result<null, Problem>> =>
      isBusy()
        ? ok(null)
        : step(
            'checking',
            (from) => from.check(),
            (found) => {
              offer = found;
              return found === null ? 'latest' : 'offered';
            },
          ),
    async download(): Promise<Result<null, Problem>> {
      if (isBusy() || state === 'ready') return ok(null);
      if (offer === null) return err(problem('update.none'));
      const progress = (now: number): void => {
        percent = Math.max(0, Math.min(100, Math.round(now)));
        changed();
      };
      return step(
        'downloading',
        (from) => from.download(progress),
        () => 'ready',
      );
    },
    async install(): Promise<Result<null, Problem>> {
      if (state !== 'ready' || offer === null) return err(problem('update.none'));
      return put((from) => from.install());
    },
    /** To the version before this one, by the installer that was kept of it; what is under way and the backup as at an update. */
    async goBack(): Promise<Result<null, Problem>> {
      if (isBusy()) return ok(null);
      if ((await kept()) === null) return err(problem('update.none-before'));
      const answer = await put((from) => from.goBack());
      // What was not as it should be was deleted.
      if (!answer.ok) before = undefined;
      return answer;
    },
  };
}
export type Updates = ReturnType<typeof createUpdates>;
