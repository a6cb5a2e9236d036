import type { Switchboards } from '../../app/ports.ts';

export type SwitchboardWrite = { readonly region: string; readonly service: string; readonly text: string };

export type MemorySwitchboards = Switchboards & {
  /** Every write, oldest first. */
  readonly writes: SwitchboardWrite[];
};

/** Switchboards in memory: one text per region and service. */
export function memorySwitchboards(): MemorySwitchboards {
  const texts = new Map<string, string>();
  const writes: SwitchboardWrite[] = [];
  return {
    writes,
    async read(region, service) {
      return texts.get(`${region}|${service}`);
    },
    async write(region, service, text) {
      texts.set(`${region}|${service}`, text);
      writes.push({ region, service, text });
    },
  };
}
