import type { SloDefinition } from './slo/slo.ts';

/** What a reader that never read a switchboard answers: `on` lets traffic through, `off` does not. */
export const FAIL_DEFAULTS = ['on', 'off'] as const;

export type FailDefault = (typeof FAIL_DEFAULTS)[number];

/** A switch by name: what `trip` takes. Made by `service`, so that a name that no service declares does not compile. */
export type SwitchRef = { readonly kind: 'switch'; readonly service: string; readonly name: string };

export type SwitchOptions = {
  /** Required: what a reader answers while it has never read the switchboard. */
  readonly failDefault: FailDefault;
  /** Team to ask. Printed in notices. */
  readonly owner?: string;
};

export type SwitchDefinition = SwitchRef & SwitchOptions;

export type ServiceOptions<Switches extends Readonly<Record<string, SwitchOptions>>> = {
  readonly switches: Switches;
  /** Regions whose Parameter Store gets the switchboard. Default: the monitor's home. */
  readonly regions?: readonly string[];
  /** At most so many switches of the service may be held below 100 by incidents at once. Default: all of them. */
  readonly maxOff?: number;
  /** The share of the runs of its `checks` that must pass. */
  readonly slo?: SloDefinition;
};

/** A service as a person wrote it. `switches` are typed by name: `shop.switches.recommendations`. */
export type ServiceDefinition<Names extends string = string> = {
  readonly kind: 'service';
  readonly id: string;
  readonly switches: { readonly [Name in Names]: SwitchDefinition };
  readonly regions?: readonly string[];
  readonly maxOff?: number;
  readonly slo?: SloDefinition;
};

export type Switch = SwitchOptions & { readonly name: string };

/** A service with its defaults filled in. */
export type Service = {
  readonly id: string;
  readonly regions: readonly string[];
  readonly maxOff: number;
  readonly switches: readonly Switch[];
};
