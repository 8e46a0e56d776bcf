import type { CalendarDate } from '../../../domain/calendar.ts';
import type { Material } from '../../../domain/model/index.ts';
import type { Problem } from '../../../domain/problem.ts';

/**
 * Where a material is. `here`: on this computer, whole. `coming`: being fetched. `waits`: its turn comes, or a line. `failed`:
 * tried, and tried again later. `onDemand`: there is too much to keep all; it comes when it is opened, and stays then.
 */
export type MaterialState = 'here' | 'coming' | 'waits' | 'failed' | 'onDemand';

export interface MaterialView extends Material {
  readonly state: MaterialState;
  /** Bytes of it that have come. */
  readonly fetched: number;
  /** Why it has not come. */
  readonly problem: Problem | null;
  /** For the PC-POS on this computer; true also where its version, or the material's, is not known. */
  readonly fits: boolean;
  /** The version before, readable here until this one has come. */
  readonly older: { readonly sha256: string; readonly updatedOn: CalendarDate } | null;
}

export interface MaterialsView {
  /** Those for this PC-POS first, then the newest. */
  readonly materials: readonly MaterialView[];
  readonly pcposVersion: string | null;
  /** M/platform was heard at least once, so that an empty list means that there are none. */
  readonly heard: boolean;
}
