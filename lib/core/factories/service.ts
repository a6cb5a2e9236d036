import type { ServiceDefinition, ServiceOptions, SwitchDefinition, SwitchOptions } from '../service.ts';
import { carry } from './carry.ts';

/** A service whose switches a check may trip, each typed by its name: `shop.switches.recommendations`. */
export function service<Name extends string>(
  id: string,
  options: ServiceOptions<Readonly<Record<Name, SwitchOptions>>>,
): ServiceDefinition<Name> {
  const fixed = { kind: 'service' as const, id };
  const declared: unknown = (options as Partial<typeof options> | undefined | null)?.switches;
  if (typeof declared !== 'object' || declared === null || Array.isArray(declared)) {
    return carry(options, fixed) as unknown as ServiceDefinition<Name>;
  }
  const switches = Object.fromEntries(
    Object.entries<SwitchOptions>(options.switches).map(([name, given]) => [
      name,
      carry(given, { kind: 'switch' as const, service: id, name }),
    ]),
  ) as { readonly [key in Name]: SwitchDefinition };
  return { ...carry(options, fixed), switches };
}
