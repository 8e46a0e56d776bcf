import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Call, type CallName, calls } from '../contract/paths.ts';
import { asksForVersion, CONTRACT_HEADER, OLDEST_CONTRACT } from '../contract/version.ts';
import { type Answer, type CallProblem, refuseCall } from './context.ts';
import { tooOld } from './http/contract-check.ts';
import { languageOf, problemBody } from './http/problems.ts';

/** A request to go over to another protocol, and the connection on which it came. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** The open WebSockets of one address of the API. */
export interface UpgradeLines {
  /** Opens a line, or says why not. */
  accept(upgrade: Upgrade): Promise<Answer<undefined>>;
  /** How many are open. */
  open(): number;
  /** Opens no further ones and ends those that are open. */
  close(): Promise<void>;
}

/** Gives each request for a WebSocket to whoever keeps the lines of its address; anything else is refused with a problem. */
export function attachUpgrades(
  server: Server,
  lines: Readonly<Partial<Record<CallName, UpgradeLines>>>,
  oldestContract: number = OLDEST_CONTRACT,
): void {
  const byPath = new Map(
    Object.entries(lines).map(([name, kept]) => [(calls[name as CallName] as Call).path, { name: name as CallName, kept }]),
  );
  const serve = async (upgrade: Upgrade): Promise<void> => {
    const { request, socket } = upgrade;
    // Without a listener a reset during sign-in would end the process.
    socket.on('error', () => socket.destroy());
    const found = byPath.get((request.url ?? '').split('?', 1)[0] ?? '');
    const old = found && asksForVersion(found.name) ? tooOld(request.headers[CONTRACT_HEADER], oldestContract) : undefined;
    const answer = old ?? (await (found?.kept.accept(upgrade) ?? notFound));
    if (!answer.ok) refuse(upgrade, answer.error);
  };
  server.on('upgrade', (request, socket, head) => void serve({ request, socket, head }).catch(() => socket.destroy()));
}

const notFound = refuseCall('request.not-found');

/** How long whoever was refused may take to read why and to hang up, in milliseconds. */
const PATIENCE_MS = 1000;

function refuse({ request, socket }: Upgrade, problem: CallProblem): void {
  const body = problemBody(problem, languageOf(request.headers['accept-language']));
  const text = JSON.stringify(body);
  // HTTP's limits of time no longer hold here, and the other side may leave its half open for ever.
  const patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.once('close', () => clearTimeout(patience)).resume();
  socket.end(
    `HTTP/1.1 ${body.status} Refused\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}
