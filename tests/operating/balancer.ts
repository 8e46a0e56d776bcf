import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { found } from './here.ts';

export interface Balancer {
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** nginx with one file inside its `http`, as Debian's own configuration takes in conf.d. */
export function balancer(folder: string, configuration: string, port: number): Balancer {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`);
  writeFileSync(
    file,
    `user www-data;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
worker_processes 2;
events { worker_connections 2048; }
http {
${temporary.join('\n')}
access_log ${folder}/access.log;
include ${configuration};
}
`,
  );
  const nginx = found('nginx') ?? '';
  const args = ['-e', join(folder, 'error.log'), '-c', file];
  let child: ChildProcess | undefined;
  return {
    async start() {
      execFileSync(nginx, ['-t', ...args], { stdio: 'pipe' });
      child = spawn(nginx, args, { stdio: 'ignore' });
      for (let tries = 0; tries < 200; tries += 1) {
        const socket = connect(port, '127.0.0.1');
        const answered = await Promise.race([
          once(socket, 'connect').then(() => true),
          once(socket, 'error').then(() => false),
        ]).catch(() => false);
        socket.destroy();
        if (answered) return;
        await wait(20);
      }
      throw new Error('nginx does not start');
    },
    async stop() {
      if (child === undefined || child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
