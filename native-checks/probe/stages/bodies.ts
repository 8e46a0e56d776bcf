import { found, stage } from '../stage.ts';

export const bodies = stage('bodies', async () => found('probe.bodies-untested'));
