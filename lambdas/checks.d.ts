/** The definition: bundled in the place of `#checks`. */
declare module '#checks' {
  import type { MonitorDefinition } from '../lib/core/monitor.ts';

  const definition: MonitorDefinition;
  export default definition;
}
