import { main } from './main.ts';

const exit = process.exit.bind(process);
// What a definition started in the background is no check that failed, which is what code 1 says.
process.on('uncaughtException', (error) => {
  console.error(error);
  exit(2);
});
await main(process.argv);
// What it left running must not keep the command from its end.
process.stdout.write('', () => exit());
