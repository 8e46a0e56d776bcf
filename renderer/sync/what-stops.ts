import type { Problem } from '../../domain/problem.ts';
import type { TextKey } from '../../domain/text.ts';

/** What keeps this device and M/platform apart: not always the line, and then nobody is to look for a fault in it. */
export type WhatStops = 'line' | 'signIn' | 'update' | 'computer' | 'refused';

const STOPS: Readonly<Partial<Record<TextKey, WhatStops>>> = {
  'device.locked': 'signIn',
  'device.enrol-again': 'signIn',
  'device.keys-lost': 'signIn',
  'device.secrets-unavailable': 'computer',
  'sync.broken': 'computer',
  'sync.disk-full': 'computer',
  'sync.disk-read-only': 'computer',
  'sync.certificate-dates': 'computer',
  'sync.update-needed': 'update',
  'sync.refused': 'refused',
};

export const whatStops = (problem: Problem | null): WhatStops => (problem === null ? undefined : STOPS[problem.code]) ?? 'line';
