import { PREFIX, whyNoNamespaces } from '../../native-checks/probe/lab/at-hand.ts';
import { openLoopback } from './loopback.ts';
import { openNamespaces } from './namespaces.ts';

export const NODES = ['one', 'two'] as const;
export type NodeName = (typeof NODES)[number];
export type Place = 'devices' | 'balancer' | 'postgres' | NodeName;
/** What can be cut: from the balancer to a node, from a node to PostgreSQL. */
export type Way = `balancer-${NodeName}` | `${NodeName}-postgres`;
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the machines of the cluster stand, and the lines between them. */
export interface Ground {
  readonly form: 'network namespaces' | 'loopback';
  /** What a command is put behind to run at that place. */
  inside(place: Place): readonly string[];
  /** Where who is there listens. */
  at(place: 'balancer' | NodeName): Address;
  /** Where a node answers how it is; asked by a balancer. */
  health(node: NodeName): Address;
  /** Where the other end is reached from this one. */
  through(way: Way): Address;
  /** Begins the lines to PostgreSQL, whose socket this is. */
  connect(socket: string): Promise<void>;
  /** From now on nothing arrives over it, and nobody is told. */
  cut(way: Way): Promise<void>;
  /** From now on it is slow. */
  slow(way: Way): Promise<void>;
  heal(way: Way): Promise<void>;
  close(): Promise<void>;
}

export const POSTGRES_PORT = 5432;

/** In network namespaces where there is root, else on loopback with lines that can be cut. `CLUSTER_GROUND=loopback` asks for that. */
export async function openGround(): Promise<Ground> {
  const why = process.env.CLUSTER_GROUND === 'loopback' ? 'it was asked for' : whyNoNamespaces();
  if (why === null) return openNamespaces(PREFIX);
  process.stdout.write(`The cluster stands on loopback: ${why}\n`);
  return openLoopback();
}
