/** For how long it spins before it looks whether whoever started it is still there. Milliseconds. */
const STRETCH_MS = 20;

process.once('disconnect', () => process.exit());
spin();

function spin(): void {
  const until = performance.now() + STRETCH_MS;
  while (performance.now() < until);
  setImmediate(spin);
}
