import { hands, openTrainee } from './training-exercises.ts';

/** Begins an exercise in the folder it is given, does so many steps, says so and then only waits to be killed. */
const [folder = '', id = '', steps = '0'] = process.argv.slice(2);
const trainee = await openTrainee(folder);
await trainee.start(id);
const step = hands(trainee);
for (let i = 0; i < Number(steps); i += 1) await step(id);
process.stdout.write('done\n');
setInterval(() => {}, 60_000);
