import { openSwitchboard } from 'killdeer/reader';
import { MONITOR, shop } from './service.ts';
import { startShop } from './shop.ts';

// `node --conditions=killdeer-source examples/shop/main.ts` prints one JSON event a line. PORT, AWS_REGION,
// AWS_ENDPOINT_URL and credentials as usual. The condition takes killdeer from its sources, as a clone has no dist/.
const print = (event: string, detail: object): void =>
  console.log(JSON.stringify({ event, at: new Date().toISOString(), ...detail }));

const board = openSwitchboard({
  monitor: MONITOR,
  service: shop,
  region: process.env.AWS_REGION ?? 'eu-west-1',
  refresh: '1s',
  onChange: (change) => print('switch', change),
  onError: ({ code, message }) => print('reader', { code, message }),
});
await board.ready;

const { url } = await startShop({ port: Number(process.env.PORT ?? 0), board });
print('listening', { url, level: board.level('recommendations'), epoch: board.epoch });
