import type { ServerSide } from './server-side.ts';
import type { World } from './world.ts';

/**
 * The tills of all points of sale, each of which calls M/platform by itself over a line of its shop: `POST
 * /pos/v1/contact`. Only such a call, newer than the configuration, lets a close from a laptop through.
 */
export function createTills(world: World, server: ServerSide) {
  const { scheduler, count } = world;
  const random = world.random.fork('tills');
  const stores = server.looks.points();

  function call(storeId: string): void {
    const body = { storeId, posName: `Kasa ${storeId}`, version: '7.1' };
    const request = {
      method: 'POST',
      url: '/pos/v1/contact',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(body),
    };
    const weather = world.weather();
    if (random.chance(weather.requestLost)) {
      count('call of a till lost');
      return;
    }
    const late = random.chance(weather.late) ? random.between(20_000, 90_000) : random.between(5, 3_000);
    const times = random.chance(weather.repeated) ? 2 : 1;
    for (let n = 0; n < times; n += 1) {
      scheduler.after(late + n * random.between(0, 30_000), `till of ${storeId} calls`, () => {
        if (!server.up()) return;
        void server.serve(request).then((answer) => count(`till calls: ${answer?.status ?? 'no answer'}`));
      });
    }
  }

  return {
    /** Each till calls now and then, for as long as the run lasts. */
    begin(): void {
      for (const storeId of stores) {
        // Some shops' tills are switched off all day.
        if (random.chance(0.2)) continue;
        const again = (): void => {
          scheduler.after(random.between(15_000, 150_000), '', () => {
            call(storeId);
            again();
          });
        };
        again();
      }
    },
  };
}
