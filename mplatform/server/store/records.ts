import type {
  DocumentTemplate,
  Material,
  Origin,
  PcPosProfile,
  PriceList,
  SubTicket,
  Ticket,
} from '../../../domain/model/index.ts';
import type { OperationResult, ProbeVerdictResponse, RowKind, Setting } from '../../contract/schemas.ts';

/** What the store keeps. Instants are milliseconds since the epoch, except inside rows, which are as on the wire. */

export interface RowData {
  readonly ticket: Ticket;
  readonly subTicket: SubTicket;
  readonly setting: Setting;
  readonly pcposProfile: PcPosProfile;
  readonly priceList: PriceList;
  readonly documentTemplate: DocumentTemplate;
  readonly material: Material;
}

/** A row as devices see it. `seq` is the change number of its last change, `version` counts its changes. */
export interface StoredRow<K extends RowKind = RowKind> {
  readonly kind: K;
  readonly id: string;
  readonly audience: string;
  readonly seq: number;
  readonly version: number;
  readonly data: RowData[K];
}

/** A row on its way in. `audience` says who may see it: a dealer, or everyone; see `visibility.ts`. */
export type NewRow = {
  [K in RowKind]: { readonly kind: K; readonly id: string; readonly audience: string; readonly data: RowData[K] };
}[RowKind];

export interface StoredDossier {
  readonly ticket: StoredRow<'ticket'>;
  readonly subTickets: readonly StoredRow<'subTicket'>[];
}

/** One entry of a page of changes, in the order of `seq`. `json` is the row's data as stored, ready for the wire. */
export type StoredChange =
  | { readonly kind: RowKind; readonly id: string; readonly seq: number; readonly version: number; readonly json: string }
  | { readonly kind: RowKind; readonly id: string; readonly seq: number; readonly reason: string };

export interface DealerRecord {
  readonly id: string;
  readonly name: string;
}

export interface TechnicianRecord {
  readonly id: string;
  readonly name: string;
  readonly dealerId: string;
  readonly dealerName: string;
}

export interface DeviceRecord {
  readonly id: string;
  readonly technicianId: string;
  readonly machineId: string;
  readonly name: string;
  readonly appVersion: string;
  readonly enrolledAt: number;
  readonly revokedAt: number | null;
  /** When it signed itself off, which revoked it at the same moment; see `isSignedOff`. */
  readonly signedOffAt: number | null;
  /** The generation of tokens that was last used; 0 before the first use. */
  readonly generation: number;
  /** When the generation after it was handed out, or null when it was not. */
  readonly nextIssuedAt: number | null;
  /** When tokens were last handed out or first used; null before this was written down. */
  readonly seenAt: number | null;
  /** The last sequence number that has a final outcome. */
  readonly lastSeq: number;
}

export interface EnrolmentCodeRecord {
  /** SHA-256 of the code: whoever reads the database cannot enrol with what is there. */
  readonly hash: string;
  readonly technicianId: string;
  readonly issuedAt: number;
  readonly expiresAt: number | null;
  /** Any number of machines; for training only. */
  readonly unlimited: boolean;
  readonly usedBy: string | null;
}

export interface OutcomeRecord {
  readonly id: string;
  readonly deviceId: string;
  readonly technicianId: string;
  readonly seq: number;
  readonly decidedAt: number;
  /** The operation as it came, for whoever has to find out later what happened. */
  readonly operation: unknown;
  readonly result: OperationResult;
}

export interface ProbeRecord {
  readonly id: string;
  readonly deviceId: string;
  readonly technicianId: string;
  readonly machineId: string;
  readonly subTicketId: string;
  readonly storeId: string;
  readonly configDigest: string;
  readonly origin: Origin;
  readonly nonce: string;
  readonly startedAt: number;
  readonly expiresAt: number;
  /** When the echo came over the live line with the right nonce. */
  readonly echoSeenAt: number | null;
  /** Which stages the answer was given to, and the answer, so that a repeat is answered alike. */
  readonly answered: { readonly stagesDigest: string; readonly answer: ProbeVerdictResponse } | null;
}

/** The key of a till's machine, as the first handover of it that was accepted from this dealer named it. */
export interface MachineKeyRecord {
  readonly dealerId: string;
  readonly machineId: string;
  /** Ed25519, SPKI, DER in base64url. */
  readonly publicKey: string;
  readonly since: number;
}

/** A till's signed result that was accepted, and the probe that it is proof for. */
export interface HandoverRecord {
  readonly id: string;
  readonly probeId: string;
  readonly machineId: string;
  readonly at: number;
}

/** A point of sale as M/platform knows it, apart from any ticket. */
export interface PointOfSaleRecord {
  readonly punktId: string;
  readonly dealerId: string;
  readonly name: string;
  readonly active: boolean;
}

export interface ContactRecord {
  readonly punktId: string;
  readonly posName: string;
  readonly version: string;
  readonly at: number;
}
