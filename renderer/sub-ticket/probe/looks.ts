import {
  IconAlertTriangle,
  IconBuildingFactory2,
  IconCashRegister,
  IconCheck,
  IconCircleDashed,
  IconCloud,
  IconDeviceDesktop,
  IconDots,
  IconEyeOff,
  IconMinus,
  IconRouter,
  IconServer2,
  IconTool,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ProbeActor, ProbeStageId } from '../../../domain/probe.ts';
import type { UiKey } from '../../i18n.ts';
import type { ProbeGroupId, ShownStatus } from './groups.ts';

export const stageNames: Readonly<Record<ProbeStageId, UiKey>> = {
  machine: 'stage.machine',
  proxy: 'stage.proxy',
  names: 'stage.names',
  portal: 'stage.portal',
  tcp: 'stage.tcp',
  tls: 'stage.tls',
  http: 'stage.http',
  clock: 'stage.clock',
  bodies: 'stage.bodies',
  signIn: 'stage.signIn',
  store: 'stage.store',
  live: 'stage.live',
  pcposConfigured: 'stage.pcposConfigured',
  pcposRunning: 'stage.pcposRunning',
  pcposRestarted: 'stage.pcposRestarted',
  tillContact: 'stage.tillContact',
};

export const groupLooks: Readonly<Record<ProbeGroupId, { readonly icon: TablerIcon; readonly text: UiKey }>> = {
  till: { icon: IconCashRegister, text: 'probeGroup.till' },
  computer: { icon: IconDeviceDesktop, text: 'probeGroup.computer' },
  network: { icon: IconRouter, text: 'probeGroup.network' },
  server: { icon: IconServer2, text: 'probeGroup.server' },
  mplatform: { icon: IconCloud, text: 'probeGroup.mplatform' },
};

export const statusLooks: Readonly<Record<ShownStatus, { readonly icon: TablerIcon; readonly text: UiKey }>> = {
  passed: { icon: IconCheck, text: 'stage.passed' },
  warned: { icon: IconAlertTriangle, text: 'stage.warned' },
  failed: { icon: IconX, text: 'stage.failed' },
  notRun: { icon: IconMinus, text: 'stage.notRun' },
  notTestable: { icon: IconEyeOff, text: 'stage.notTestable' },
  running: { icon: IconDots, text: 'stage.running' },
  pending: { icon: IconCircleDashed, text: 'stage.pending' },
};

export const actorLooks: Readonly<Record<ProbeActor, { readonly icon: TablerIcon; readonly text: UiKey }>> = {
  technician: { icon: IconTool, text: 'actor.technician' },
  shopNetwork: { icon: IconRouter, text: 'actor.shopNetwork' },
  mplatform: { icon: IconCloud, text: 'actor.mplatform' },
  insoft: { icon: IconBuildingFactory2, text: 'actor.insoft' },
};
