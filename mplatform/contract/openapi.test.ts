import { expect, it } from 'vitest';
import { isTextKey } from '../../domain/text.ts';
import { openApiDocument } from './openapi.ts';
import { type Call, calls } from './paths.ts';

const document = openApiDocument('1.2.3', 'https://mplatform.example');
const table = Object.entries(calls) as [string, Call][];
const operationOf = (call: Call) => document.paths?.[call.path]?.[call.method.toLowerCase() as Lowercase<Call['method']>];

it('names every call of the table, and no other', () => {
  expect(document.openapi).toBe('3.1.0');
  const named = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((m) => `${m.toUpperCase()} ${path}`),
  );
  expect(named.sort()).toEqual(table.map(([, call]) => `${call.method} ${call.path}`).sort());
});

it.each(table)('describes %s: what goes in, what comes out, who may, and what a problem looks like', (name, call) => {
  const operation = operationOf(call);
  expect(operation?.operationId).toBe(name);
  expect(Object.keys(operation?.responses ?? {})).toEqual([String(call.status), 'default']);
  expect(operation?.security).toEqual(call.auth === 'device' ? [{ device: [] }] : []);
  expect(operation?.requestBody !== undefined).toBe(call.body !== undefined);
  const inPath = [...call.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  const declared = (operation?.parameters ?? []).flatMap((p) => ('in' in p && p.in === 'path' ? [p.name] : []));
  expect(declared).toEqual(inPath);
});

it('refers only to schemas that it holds', () => {
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path));
  const resolve = (path: string) =>
    path.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
  expect([...references].filter((path) => resolve(path) === undefined)).toEqual([]);
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(expect.arrayContaining(['Problem', 'LiveMessage']));
});

it('shows what an operation is, though the server reads operations one by one', () => {
  expect(JSON.stringify(operationOf(calls.operations)?.requestBody)).toContain('subTicket.recordConfiguration');
});

it('names only problem codes that have a sentence', () => {
  expect(table.flatMap(([, call]) => call.problems).filter((code) => !isTextKey(code))).toEqual([]);
});
