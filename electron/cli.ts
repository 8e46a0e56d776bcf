import { runTechnik } from './cli/run.ts';

await runTechnik(process.argv.slice(2), async (dataFolder, kind) => {
  const { createNodeHost } = await import('./hosted/host.ts');
  return createNodeHost(dataFolder, kind);
});
