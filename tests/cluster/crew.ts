import { join } from 'node:path';
import type { Member } from './dealers.ts';
import type { Said } from './devices-process.ts';
import type { Ground } from './ground.ts';
import { type Program, start } from './program.ts';

export type Stands = Extract<Said, { what: 'stands' }>;

/** All devices, several in each process. */
export interface Crew {
  /** What each was answered as recorded. */
  readonly recorded: ReadonlyMap<string, readonly string[]>;
  /** Devices that asked their person to enrol again, and why. */
  readonly askedToEnrol: readonly string[];
  /** Everybody does something at this moment. */
  burst(): void;
  /** From now on nothing new is done; `heard` is told how each stands, whenever that changes. */
  rest(heard: (stands: Stands) => void): void;
  /** Ends all of them and gives the memory of the largest process, in megabytes. */
  end(): Promise<number>;
  kill(): Promise<void>;
}

export interface CrewOptions {
  readonly ground: Ground;
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
  const { ground, folder, members, server, ca, seed, paceMs, eachProcess } = options;
  const recorded = new Map<string, string[]>(members.map(({ name }) => [name, []]));
  const askedToEnrol: string[] = [];
  const ended: number[] = [];
  let heard = (_: Stands): void => {};
  const hear = (line: string): void => {
    const said = JSON.parse(line) as Said;
    if (said.what === 'recorded') recorded.get(said.name)?.push(said.id);
    if (said.what === 'stands') heard(said);
    if (said.what === 'asksToEnrol') askedToEnrol.push(`${said.name}: ${said.problem}`);
    if (said.what === 'ended') ended.push(said.megabytes);
  };
  const programs: Program[] = [];
  for (let first = 0; first < members.length; first += eachProcess) {
    const program = start([...ground.inside('devices'), process.execPath, join(import.meta.dirname, 'devices-process.ts')], hear);
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
  return {
    recorded,
    askedToEnrol,
    burst() {
      for (const program of programs) program.write('burst');
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
