import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './here.ts';

// Not a package of our own: what builds installers reads YAML with it.
const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const { load } = require('js-yaml') as { load(text: string): unknown };

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly secrets?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly read_only?: boolean;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
const read = (name: string): string => readFileSync(join(root, 'docs/operating', name), 'utf8');
const compose = load(read('compose.yaml')) as Compose;
const services = Object.entries(compose.services);
const nodes = services.filter(([name]) => name.startsWith('node')).map(([, service]) => service);

it('names only what there is: files, volumes, secrets, services', () => {
  for (const [, { build, volumes = [], secrets = [], depends_on = {} }] of services) {
    if (build !== undefined) {
      const context = join(root, 'docs/operating', build.context);
      expect(existsSync(join(context, build.dockerfile))).toBe(true);
    }
    for (const volume of volumes) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
    for (const secret of secrets) expect(Object.keys(compose.secrets)).toContain(secret);
    for (const name of Object.keys(depends_on)) expect(Object.keys(compose.services)).toContain(name);
  }
});

it('opens ports to its own machine alone, and takes every password from a file', () => {
  for (const [name, { ports = [], environment = {}, command = '' }] of services) {
    for (const port of ports) expect([name, port]).toEqual([name, expect.stringMatching(/^127\.0\.0\.1:\d+:\d+$/)]);
    for (const [key, value] of Object.entries(environment))
      if (/PASSWORD/.test(key))
        expect([key, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\//)]);
    expect(command).not.toMatch(/postgres:\/\//);
  }
  expect(existsSync(join(root, 'secrets'))).toBe(false);
});

it('starts nodes when the schema is there, with options and an address of health that the program knows', () => {
  const options = [...readFileSync(join(root, 'electron/cli/mplatform.ts'), 'utf8').matchAll(/'(--[a-z-]+) </g)].map(
    ([, name]) => name,
  );
  const known = new Set([...options, '--data', '--database-file']);
  const health = readFileSync(join(root, 'mplatform/server/health.ts'), 'utf8');
  expect(nodes).toHaveLength(2);
  // The first one makes the keys of all.
  expect(nodes[1]?.depends_on?.node1?.condition).toBe('service_healthy');
  for (const { command = '', healthcheck, depends_on, read_only } of nodes) {
    expect([...command.matchAll(/--[a-z-]+/g)].map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    const [, port, path = ''] = /127\.0\.0\.1:(\d+)(\/\w+)/.exec(healthcheck?.test.join(' ') ?? '') ?? [];
    expect(command).toContain(`:${port}`);
    expect(health).toContain(`'${path}'`);
    expect([depends_on?.migrate?.condition, read_only]).toEqual(['service_completed_successfully', true]);
  }
});

it('is built of folders that are there, with the packages that the lock names, and ends as a user without rights', () => {
  const dockerfile = read('Dockerfile');
  for (const [, from = ''] of dockerfile.matchAll(/^COPY (.+) \S+$/gm))
    for (const name of from.split(' ')) expect([name, existsSync(join(root, name))]).toEqual([name, true]);
  // Whatever the program loads lies in one of them.
  expect(dockerfile).toMatch(/^RUN npm ci --omit=dev --ignore-scripts/m);
  expect(dockerfile.lastIndexOf('\nUSER mplatform')).toBeGreaterThan(dockerfile.lastIndexOf('\nRUN '));
  const image = /^FROM node:(\d+)/m.exec(dockerfile)?.[1];
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  expect(image).toBe(devDependencies.node.split('.')[0]);
});
