import * as z from 'zod';
import type { ProxySetting, UpdateOffer } from '../core/index.ts';

/** What Electron's main process and the core's utility process say to each other. Each side parses what it gets. */

const secretCall = z.discriminatedUnion('call', [
  z.object({ call: z.literal('read'), name: z.string() }),
  z.object({ call: z.literal('write'), name: z.string(), value: z.string() }),
  z.object({ call: z.literal('delete'), name: z.string() }),
]);
export type SecretCall = z.infer<typeof secretCall>;

const proxySetting = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['none', 'unknown']) }),
  z.object({
    kind: z.literal('proxy'),
    host: z.string(),
    port: z.int(),
    secure: z.boolean().exactOptional(),
    source: z.enum(['environment', 'system']),
  }),
  z.object({ kind: z.literal('unsupported'), scheme: z.string() }),
  z.object({ kind: z.literal('pacUnreachable'), address: z.string() }),
  z.object({ kind: z.literal('invalid'), value: z.string() }),
]) satisfies z.ZodType<ProxySetting>;

const coreStatus = z.object({
  type: z.literal('status'),
  language: z.enum(['pl', 'en']),
  sync: z.enum(['notEnrolled', 'connecting', 'syncing', 'idle', 'offline']),
  /** Operations without an outcome, and what the person has to look at. */
  unsent: z.int().nonnegative(),
  attention: z.int().nonnegative(),
});
/** What main shows outside the page. Nothing of any ticket is in it. */
export type CoreStatus = Readonly<z.infer<typeof coreStatus>>;

const updateCall = z.enum(['check', 'download', 'install', 'before', 'goBack']);
export type UpdateCall = z.infer<typeof updateCall>;

/** What electron-updater's answers come to; the sentences are the core's. */
const updateTrouble = z.enum([
  'update.unreachable',
  'update.unreadable',
  'update.damaged',
  'update.not-ours',
  'update.none-before',
  'update.not-started',
]);
const updateOffer = z.object({
  version: z.string().max(50),
  releasedAt: z.string().max(40).nullable(),
  bytes: z.int().nonnegative().nullable(),
}) satisfies z.ZodType<UpdateOffer>;

export const toMain = z.discriminatedUnion('type', [
  coreStatus,
  z.object({ type: z.literal('ready') }),
  /** The core cannot start: the sentence says why. Starting again would not help. */
  z.object({ type: z.literal('refused'), sentence: z.string() }),
  z.object({ type: z.literal('secret'), id: z.int(), of: secretCall }),
  z.object({ type: z.literal('notify'), title: z.string(), body: z.string() }),
  /** Have the mail program open that letter as a draft. */
  z.object({ type: z.literal('open-mail'), id: z.int(), file: z.string().max(1000) }),
  z.object({ type: z.literal('fork'), child: z.int(), module: z.enum(['pcpos-simulator']), order: z.unknown() }),
  z.object({ type: z.literal('stop-fork'), child: z.int() }),
  /** How this machine is told to reach that address. */
  z.object({ type: z.literal('proxy'), id: z.int(), url: z.url().max(2000) }),
  /** Ask the person to consent to one write with administrator's rights, described in that file. */
  z.object({ type: z.literal('elevate'), id: z.int(), requestFile: z.string().max(1000) }),
  /** A step of an update, on the technician's word. */
  z.object({ type: z.literal('update'), id: z.int(), call: updateCall }),
]);
export type ToMain = z.infer<typeof toMain>;

export const toCore = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), dataFolder: z.string() }),
  /** Comes with a message port: a window's line to the core. */
  z.object({ type: z.literal('window') }),
  z.object({ type: z.literal('secret-answer'), id: z.int(), ok: z.boolean(), value: z.string().nullable() }),
  z.object({ type: z.literal('fork-message'), child: z.int(), message: z.unknown() }),
  z.object({ type: z.literal('fork-exit'), child: z.int() }),
  z.object({ type: z.literal('elevate-answer'), id: z.int(), outcome: z.enum(['finished', 'refused', 'unavailable']) }),
  z.object({ type: z.literal('open-mail-answer'), id: z.int(), opened: z.boolean() }),
  z.object({ type: z.literal('proxy-answer'), id: z.int(), setting: proxySetting }),
  z.object({
    type: z.literal('update-answer'),
    id: z.int(),
    answer: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), offer: updateOffer.nullable() }),
      z.object({ ok: z.literal(false), code: updateTrouble, evidence: z.record(z.string(), z.string()) }),
    ]),
  }),
  z.object({ type: z.literal('update-progress'), id: z.int(), percent: z.number() }),
  /** The system woke from sleep, or its network is another one. */
  z.object({ type: z.literal('wake'), why: z.enum(['resume', 'network']) }),
  /** A file that the person opened from outside the window. It may be any; the core reads it with care. */
  z.object({ type: z.literal('open-file'), file: z.string().min(1).max(1000) }),
  /** The person asks for it in the menu or the tray. */
  z.object({ type: z.literal('sync-now') }),
  /** Finish and exit. */
  z.object({ type: z.literal('close') }),
]);
export type ToCore = z.infer<typeof toCore>;
