import type { ProbeStageId } from '../../../domain/probe.ts';
import type { CodeOf, FindingCode } from '../../../domain/probe-findings.ts';
import type { Lab } from './servers.ts';
import type { LabRun } from './shop.ts';

/** One thing that is broken in a shop where all else is well, and the one code by which the probe must name it. */
export interface Fault {
  readonly name: string;
  /** What is broken, in one line. */
  readonly broken: string;
  readonly stage: ProbeStageId;
  readonly code: FindingCode;
  /** What the same cause brings along in other stages. Anything else there must be well, or not run. */
  readonly also: readonly FindingCode[];
  /** `linux`: by what this kernel does. `ipv6`: on ::1. */
  readonly needs: 'linux' | 'ipv6' | null;
  arrange(lab: Lab): Promise<LabRun>;
}

type More = Partial<Pick<Fault, 'also' | 'needs'>>;

/** A fault of one stage; the compiler knows which codes that stage has. */
export const faultsOf =
  <const I extends ProbeStageId>(stage: I) =>
  (code: CodeOf<I>, name: string, broken: string, arrange: Fault['arrange'], more: More = {}): Fault => ({
    name,
    broken,
    stage,
    code,
    also: [],
    needs: null,
    ...more,
    arrange,
  });

/** Long enough for what is well on a loaded machine, short enough for a test of what stays silent. */
export const SHORT = { options: { timeoutMs: 2_000 } } as const;
