import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { type Ground, NODES } from './ground.ts';
import { type Program, start } from './program.ts';

export interface Balancer {
  /** nginx as docs/operating has it, or our own. */
  readonly kind: 'nginx' | 'own';
  readonly address: string;
  /** PEM, which the devices trust. */
  readonly ca: string;
  readonly program: Program;
}

const hasNginx = (): boolean => process.env.CLUSTER_BALANCER !== 'own' && spawnSync('nginx', ['-v']).status === 0;

/** What stands before the nodes and speaks TLS. */
export async function startBalancer(ground: Ground, folder: string): Promise<Balancer> {
  const { host, port } = ground.at('balancer');
  const made = await generate([{ name: 'commonName', value: 'mplatform.example.com' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: host }] }],
  });
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, made.cert);
  writeFileSync(files.key, made.private, { mode: 0o600 });
  const kind = hasNginx() ? 'nginx' : 'own';
  const command = kind === 'nginx' ? nginx(ground, folder, files) : own(ground, files);
  const program = start([...ground.inside('balancer'), ...command]);
  if (kind === 'own') await program.said('listening');
  return { kind, address: `https://${host}:${port}/`, ca: made.cert, program };
}

interface Files {
  readonly cert: string;
  readonly key: string;
}

/** The file of docs/operating, with this cluster's addresses. */
function nginx(ground: Ground, folder: string, { cert, key }: Files): readonly string[] {
  const { host, port } = ground.at('balancer');
  let site = readFileSync('docs/operating/nginx.conf', 'utf8');
  const put = (from: string, to: string): void => {
    if (!site.includes(from)) throw new Error(`nginx.conf has no ${from}`);
    site = site.replace(from, to);
  };
  for (const [n, node] of NODES.entries()) {
    const through = ground.through(`balancer-${node}`);
    put(`server 127.0.0.1:${8081 + n} `, `server ${through.host}:${through.port} `);
  }
  put('listen 443 ssl;', `listen ${host}:${port} ssl;`);
  put('    listen [::]:443 ssl;\n', '');
  put('/etc/ssl/mplatform/fullchain.pem', cert);
  put('/etc/ssl/mplatform/key.pem', key);
  const temp = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `${of}_temp_path ${folder}/nginx-${of};`);
  const around = `daemon off; pid ${folder}/nginx.pid; error_log stderr error; worker_processes 1;
    events { worker_connections 4096; }
    http { access_log off; ${temp.join(' ')}\n${site}\n}`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, process.getuid?.() === 0 ? `user root; ${around}` : around);
  return ['nginx', '-e', 'stderr', '-p', folder, '-c', file];
}

function own(ground: Ground, { cert, key }: Files): readonly string[] {
  const nodes = NODES.map((node) => ({ to: ground.through(`balancer-${node}`), health: ground.health(node) }));
  const told = JSON.stringify({ at: ground.at('balancer'), cert, key, nodes });
  return [process.execPath, join(import.meta.dirname, 'own-balancer.ts'), told];
}
