import { join } from 'node:path';
import type { Member } from './dealers.ts';
import type { Said } from './devices-process.ts';
import type { Ground, Place } from './ground.ts';
import { type Program, start } from './program.ts';

export type Stands = Extract<Said, { what: 'stands' }>;

/** All devices, several in each process. */
export interface Crew {
  /** What each was answered as recorded. */
  readonly recorded: ReadonlyMap<string, readonly string[]>;
  /** What M/platform has answered with an outcome. */
  readonly acknowledged: ReadonlySet<string>;
  /** Resolves as soon as so many are. */
  acknowledges(count: number): Promise<void>;
  /** Resolves when all that the devices heard so far is known here, too. */
  heard(): Promise<void>;
  /** Devices that asked their person to enrol again, and why. */
  readonly askedToEnrol: readonly string[];
  /** Everybody does something at this moment. */
  burst(): void;
  /** Everybody adds a note. */
  note(): void;
  /** From now on nothing new is done; `heard` is told how each stands, whenever that changes. */
  rest(heard: (stands: Stands) => void): void;
  /** Ends all of them and gives the memory of the largest process, in megabytes. */
  end(): Promise<number>;
  kill(): Promise<void>;
}

export interface CrewOptions {
  readonly ground: Ground;
  /** Where the devices are, when not at their own place. */
  readonly place?: Place;
  readonly folder: string;
  readonly members: readonly Member[];
  readonly server: string;
  readonly ca: string;
  readonly seed: number;
  readonly paceMs: number;
  readonly eachProcess: number;
}

export const folderOf = (folder: string, name: string): string => join(folder, 'devices', name);

/** Resolves when all are enrolled and at work. */
export async function startCrew(options: CrewOptions): Promise<Crew> {
  const { ground, place = 'devices', folder, members, server, ca, seed, paceMs, eachProcess } = options;
  const recorded = new Map<string, string[]>(members.map(({ name }) => [name, []]));
  const acknowledged = new Set<string>();
  const looks = new Set<() => void>();
  const askedToEnrol: string[] = [];
  const ended: number[] = [];
  let heard = (_: Stands): void => {};
  const hear = (line: string): void => {
    const said = JSON.parse(line) as Said;
    if (said.what === 'recorded') recorded.get(said.name)?.push(said.id);
    if (said.what === 'acknowledged') {
      acknowledged.add(said.id);
      for (const look of [...looks]) look();
    }
    if (said.what === 'stands') heard(said);
    if (said.what === 'asksToEnrol') askedToEnrol.push(`${said.name}: ${said.problem}`);
    if (said.what === 'ended') ended.push(said.megabytes);
  };
  const programs: Program[] = [];
  for (let first = 0; first < members.length; first += eachProcess) {
    const program = start([...ground.inside(place), process.execPath, join(import.meta.dirname, 'devices-process.ts')], hear);
    programs.push(program);
    const devices = members
      .slice(first, first + eachProcess)
      .map(({ name, code }, n) => ({ folder: folderOf(folder, name), name, server, ca, code, seed: seed + first + n }));
    program.write(JSON.stringify({ devices, paceMs }));
  }
  try {
    await Promise.all(programs.map((program) => program.said('"enrolled"')));
  } catch (cause) {
    await Promise.all(programs.map((program) => program.end()));
    throw cause;
  }
  let marks = 0;
  return {
    recorded,
    acknowledged,
    acknowledges: (count) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (acknowledged.size < count) return;
          looks.delete(look);
          resolve();
        };
        looks.add(look);
        look();
      }),
    async heard() {
      marks += 1;
      const mark = `mark ${marks}.`;
      const all = programs.map((program) => program.said(mark));
      for (const program of programs) program.write(mark);
      await Promise.all(all);
    },
    askedToEnrol,
    burst() {
      for (const program of programs) program.write('burst');
    },
    note() {
      for (const program of programs) program.write('note');
    },
    rest(listen) {
      heard = listen;
      for (const program of programs) program.write('rest');
    },
    async end() {
      for (const program of programs) program.write('end');
      await Promise.all(programs.map((program) => program.said('"ended"')));
      await Promise.all(programs.map((program) => program.end()));
      const errors = programs.map((program) => program.errors()).join('');
      if (errors !== '') throw new Error(errors);
      return Math.max(...ended);
    },
    async kill() {
      await Promise.all(programs.map((program) => program.end()));
    },
  };
}
