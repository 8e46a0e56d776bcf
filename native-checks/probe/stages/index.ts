import type { ProbeStageId } from '../../../domain/probe.ts';
import type { Stage } from '../stage.ts';
import { bodies } from './bodies.ts';
import { clock } from './clock.ts';
import { http } from './http.ts';
import { live } from './live.ts';
import { machine } from './machine.ts';
import { names } from './names.ts';
import { pcposConfigured } from './pcpos-configured.ts';
import { pcposRestarted } from './pcpos-restarted.ts';
import { pcposRunning } from './pcpos-running.ts';
import { portal } from './portal.ts';
import { proxy } from './proxy.ts';
import { signIn } from './sign-in.ts';
import { store } from './store.ts';
import { tcp } from './tcp.ts';
import { tillContact } from './till-contact.ts';
import { tls } from './tls.ts';

export const stages: Readonly<Record<ProbeStageId, Stage>> = {
  machine,
  proxy,
  names,
  portal,
  tcp,
  tls,
  http,
  clock,
  bodies,
  signIn,
  store,
  live,
  pcposConfigured,
  pcposRunning,
  pcposRestarted,
  tillContact,
};
