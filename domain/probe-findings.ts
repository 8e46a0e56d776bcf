import type { ProbeActor, ProbeStageId, ProbeStatus } from './probe.ts';
import type { TextKey } from './text.ts';

/** What a code means: how the stage ended, and who can act when it did not end well. */
export type Finding =
  | { readonly status: 'passed' | 'notTestable'; readonly actor: null }
  | { readonly status: 'warned' | 'failed'; readonly actor: ProbeActor };

/** `probe.<what>`; its advice is `probe.<what>.advice`. */
export type FindingCode = {
  [K in TextKey]: K extends `probe.${infer What}` ? (What extends `${string}.advice` ? never : K) : never;
}[TextKey];

const passed = { status: 'passed', actor: null } as const satisfies Finding;
const notTestable = { status: 'notTestable', actor: null } as const satisfies Finding;
const warned = <A extends ProbeActor>(actor: A) => ({ status: 'warned', actor }) as const satisfies Finding;
const failed = <A extends ProbeActor>(actor: A) => ({ status: 'failed', actor }) as const satisfies Finding;

/**
 * Every code that a stage can end with, and what it means. The probe takes the status from here, and so does the
 * server, which believes no status that a client wrote beside a code.
 */
export const FINDINGS = {
  machine: {
    'probe.machine-connected': passed,
    'probe.machine-addressed': passed,
    'probe.machine-not-needed': notTestable,
    'probe.machine-unread': notTestable,
    'probe.machine-no-gateway': warned('shopNetwork'),
    'probe.machine-self-assigned': failed('shopNetwork'),
    'probe.machine-offline': failed('technician'),
  },
  names: {
    'probe.names-found': passed,
    'probe.names-literal': passed,
    'probe.names-through-proxy': notTestable,
    'probe.names-slow': warned('shopNetwork'),
    'probe.names-unknown': failed('technician'),
    'probe.names-no-resolver': failed('shopNetwork'),
    'probe.names-silent': failed('shopNetwork'),
    'probe.names-failed': failed('shopNetwork'),
    'probe.address-missing': failed('technician'),
    'probe.address-invalid': failed('technician'),
    'probe.address-with-password': failed('technician'),
  },
  portal: {
    'probe.portal-none': passed,
    'probe.portal-https-only': passed,
    'probe.portal-untested': notTestable,
    'probe.portal-not-needed': notTestable,
    'probe.portal-through-proxy': notTestable,
    'probe.portal-but-through': warned('shopNetwork'),
    'probe.portal-page': failed('shopNetwork'),
    'probe.portal-redirect': failed('shopNetwork'),
  },
  proxy: {
    'probe.proxy-none': passed,
    'probe.proxy-passes': passed,
    'probe.proxy-unknown': notTestable,
    'probe.proxy-unsupported': notTestable,
    'probe.proxy-untested': notTestable,
    'probe.proxy-no-address': notTestable,
    'probe.proxy-invalid': failed('technician'),
    'probe.proxy-pac-unreachable': failed('shopNetwork'),
    'probe.proxy-unreachable': failed('shopNetwork'),
    'probe.proxy-silent': failed('shopNetwork'),
    'probe.proxy-sign-in': failed('shopNetwork'),
    'probe.proxy-refuses': failed('shopNetwork'),
    'probe.proxy-no-way': failed('shopNetwork'),
    'probe.proxy-not-spoken': failed('shopNetwork'),
  },
  tcp: {
    'probe.tcp-open': passed,
    'probe.tcp-through-proxy': notTestable,
    'probe.tcp-ipv6-silent': warned('shopNetwork'),
    'probe.tcp-partly-silent': warned('mplatform'),
    'probe.tcp-refused': failed('mplatform'),
    'probe.tcp-filtered': failed('shopNetwork'),
    'probe.tcp-unreachable': failed('shopNetwork'),
    'probe.tcp-blocked-here': failed('technician'),
    'probe.tcp-failed': failed('shopNetwork'),
  },
  tls: {
    'probe.tls-trusted': passed,
    'probe.tls-not-needed': notTestable,
    'probe.tls-expires-soon': warned('mplatform'),
    'probe.tls-intercepted-quietly': warned('shopNetwork'),
    'probe.tls-required': failed('technician'),
    'probe.tls-clock-ahead': failed('technician'),
    'probe.tls-clock-behind': failed('technician'),
    'probe.tls-expired': failed('mplatform'),
    'probe.tls-not-yet-valid': failed('technician'),
    'probe.tls-self-signed': failed('mplatform'),
    'probe.tls-unknown-authority': failed('mplatform'),
    'probe.tls-intercepted': failed('shopNetwork'),
    'probe.tls-wrong-name': failed('mplatform'),
    'probe.tls-rejected': failed('mplatform'),
    'probe.tls-too-old': failed('mplatform'),
    'probe.tls-not-spoken': failed('technician'),
    'probe.tls-refused': failed('mplatform'),
    'probe.tls-cut-off': failed('shopNetwork'),
    'probe.tls-silent': failed('shopNetwork'),
    'probe.tls-failed': failed('mplatform'),
  },
  http: {
    'probe.http-ok': passed,
    'probe.http-slow': warned('shopNetwork'),
    'probe.http-wrong-server': failed('technician'),
    'probe.http-unwell': failed('mplatform'),
    'probe.http-server-error': failed('mplatform'),
    'probe.http-busy': failed('mplatform'),
    'probe.http-refused': failed('mplatform'),
    'probe.http-proxy-sign-in': failed('shopNetwork'),
    'probe.http-portal': failed('shopNetwork'),
    'probe.http-redirect': failed('shopNetwork'),
    'probe.http-silent': failed('mplatform'),
    'probe.http-stalled': failed('shopNetwork'),
    'probe.http-cut-off': failed('mplatform'),
    'probe.http-cut-short': failed('shopNetwork'),
    'probe.http-not-spoken': failed('technician'),
    'probe.http-failed': failed('mplatform'),
  },
  clock: {
    'probe.clock-right': passed,
    'probe.clock-unknown': notTestable,
    'probe.clock-ahead': warned('technician'),
    'probe.clock-behind': warned('technician'),
  },
  bodies: {
    'probe.bodies-pass': passed,
    'probe.bodies-untested': notTestable,
    'probe.bodies-busy': warned('mplatform'),
    'probe.bodies-server-error': failed('mplatform'),
    'probe.bodies-small-stall': failed('mplatform'),
    'probe.bodies-large-stall': failed('shopNetwork'),
    'probe.bodies-cut-off': failed('shopNetwork'),
    'probe.bodies-changed': failed('shopNetwork'),
    'probe.bodies-refused': failed('shopNetwork'),
  },
  signIn: {
    'probe.signed-in': passed,
    'probe.sign-in-elsewhere': notTestable,
    'probe.not-enrolled': failed('technician'),
    'probe.server-differs': failed('technician'),
    'probe.sign-in-expired': failed('technician'),
    'probe.sign-in-unreachable': failed('shopNetwork'),
    'probe.sign-in-silent': failed('mplatform'),
    'probe.sign-in-revoked': failed('mplatform'),
    'probe.sign-in-untrusted': failed('shopNetwork'),
    'probe.sign-in-nonsense': failed('shopNetwork'),
    'probe.sign-in-busy': failed('mplatform'),
    'probe.sign-in-server-error': failed('mplatform'),
    'probe.sub-ticket-unknown': failed('technician'),
    'probe.sign-in-failed': failed('mplatform'),
  },
  store: {
    'probe.store-known': passed,
    'probe.store-elsewhere': notTestable,
    'probe.store-unknown': failed('technician'),
    'probe.store-other-dealer': failed('mplatform'),
    'probe.store-inactive': failed('mplatform'),
  },
  live: {
    'probe.live-echoed': passed,
    'probe.live-elsewhere': notTestable,
    'probe.live-unsteady': warned('shopNetwork'),
    'probe.live-stripped': failed('shopNetwork'),
    'probe.live-upgrade-refused': failed('shopNetwork'),
    'probe.live-sign-in-refused': failed('technician'),
    'probe.live-server-error': failed('mplatform'),
    'probe.live-no-upgrade': failed('shopNetwork'),
    'probe.live-no-answer': failed('shopNetwork'),
    'probe.live-went-silent': failed('shopNetwork'),
    'probe.live-wrong-answer': failed('mplatform'),
    'probe.live-closed': failed('mplatform'),
    'probe.live-cut-off': failed('shopNetwork'),
    'probe.live-failed': failed('mplatform'),
  },
  pcposConfigured: {
    'probe.pcpos-configured': passed,
    'probe.pcpos-not-here': notTestable,
    'probe.pcpos-unreadable': failed('technician'),
    'probe.pcpos-read-stalled': failed('technician'),
    'probe.pcpos-no-server': failed('technician'),
    'probe.pcpos-other-server': failed('technician'),
    'probe.pcpos-no-store': failed('technician'),
    'probe.pcpos-other-store': failed('technician'),
    'probe.pcpos-store-list-differs': failed('technician'),
    'probe.pcpos-switched-off': failed('technician'),
    'probe.pcpos-changed': failed('technician'),
  },
  pcposRunning: {
    'probe.pcpos-running': passed,
    'probe.pcpos-running-not-here': notTestable,
    'probe.pcpos-stopped': failed('technician'),
    'probe.pcpos-no-mutex-port': failed('insoft'),
    'probe.pcpos-port-unreadable': failed('technician'),
    'probe.pcpos-port-silent': failed('technician'),
  },
  pcposRestarted: {
    'probe.pcpos-restarted': passed,
    'probe.pcpos-restart-not-here': notTestable,
    'probe.pcpos-restart-unknown': warned('technician'),
    'probe.pcpos-not-restarted': failed('technician'),
  },
  tillContact: {
    'probe.till-contacted': passed,
    'probe.till-contact-elsewhere': notTestable,
    'probe.till-contact-unknown': notTestable,
    'probe.till-never-contacted': warned('technician'),
    'probe.till-contact-older': warned('technician'),
  },
} as const satisfies Readonly<Record<ProbeStageId, Readonly<Partial<Record<FindingCode, Finding>>>>>;

export type CodeOf<I extends ProbeStageId> = keyof (typeof FINDINGS)[I] & FindingCode;

/** Codes that a run gives itself, for any stage. */
export const RUN_FINDINGS = {
  'probe.not-run': { status: 'notRun', actor: null },
  'probe.cancelled': { status: 'notRun', actor: null },
} as const satisfies Partial<Record<FindingCode, { readonly status: ProbeStatus; readonly actor: null }>>;

/** What a code of that stage means; undefined where the stage has no such code. */
export function findingOf(
  id: ProbeStageId,
  code: string,
): Finding | (typeof RUN_FINDINGS)[keyof typeof RUN_FINDINGS] | undefined {
  const all: Readonly<Record<string, Finding | (typeof RUN_FINDINGS)[keyof typeof RUN_FINDINGS]>> = {
    ...FINDINGS[id],
    ...RUN_FINDINGS,
  };
  return Object.hasOwn(all, code) ? all[code] : undefined;
}
