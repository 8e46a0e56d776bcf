import { found, stage } from '../stage.ts';

export const proxy = stage('proxy', async () => found('probe.proxy-none'));
