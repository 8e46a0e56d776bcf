import type { ProbeStageId } from '../../../domain/probe.ts';
import type { Stage } from '../stage.ts';
import { http } from './http.ts';
import { live } from './live.ts';
import { names } from './names.ts';
import { pcposConfigured } from './pcpos-configured.ts';
import { pcposRunning } from './pcpos-running.ts';
import { signIn } from './sign-in.ts';
import { store } from './store.ts';
import { tcp } from './tcp.ts';
import { tls } from './tls.ts';

export const stages: Readonly<Record<ProbeStageId, Stage>> = {
  names,
  tcp,
  tls,
  http,
  signIn,
  store,
  live,
  pcposConfigured,
  pcposRunning,
};
