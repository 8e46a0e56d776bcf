import { found, stage } from '../stage.ts';

export const machine = stage('machine', async () => found('probe.machine-not-needed'));
