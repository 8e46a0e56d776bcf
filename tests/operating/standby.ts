import { once } from 'node:events';
import { chownSync, mkdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type DebianPostgres, startDebianPostgres } from './debian-postgres.ts';
import { user } from './here.ts';

/** An address that leads to whichever PostgreSQL it is told, as one that moves from machine to machine does. */
export interface MovingAddress {
  readonly port: number;
  /** What is connected by it is cut off. */
  moveTo(port: number): void;
  close(): Promise<void>;
}

export async function openMovingAddress(): Promise<MovingAddress> {
  let target = 0;
  const open = new Set<Socket>();
  const cutAll = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((from) => {
    const to = connect(target, '127.0.0.1');
    for (const socket of [from, to]) {
      open.add(socket);
      const other = socket === from ? to : from;
      socket
        .on('error', () => undefined)
        .on('close', () => {
          open.delete(socket);
          other.destroy();
        });
    }
    from.pipe(to).pipe(from);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    moveTo(port) {
      target = port;
      cutAll();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cutAll();
      await closed;
    },
  };
}

/** A standby that follows `primary` as docs/operating.md makes one, under this name. */
export async function startStandby(primary: DebianPostgres, folder: string, name: string): Promise<DebianPostgres> {
  mkdirSync(folder, { mode: 0o755 });
  const { uid, gid } = user('postgres');
  chownSync(folder, uid, gid);
  const { PGHOST: host = '', PGPORT: port = '' } = primary.env;
  const from = `host=${host} port=${port} user=postgres application_name=${name}`;
  primary.program('pg_basebackup', '-d', from, '-D', join(folder, 'data'), '-R', '--checkpoint=fast', '--no-sync');
  return startDebianPostgres({ folder, keep: true, standby: true });
}
