import { found, stage } from '../stage.ts';

export const portal = stage('portal', async () => found('probe.portal-untested'));
