import type { ResolvedCheck } from '../../core/common-check.ts';
import type { FlowCheck } from '../../core/kinds/flow.ts';
import type { SecretRef } from '../../core/secret.ts';
import { ProbeFailure } from '../probe/probe-failure.ts';

type Asked = Pick<SecretRef, 'store' | 'name' | 'key'>;

/** Reads what a flow declared. Throws a `ProbeFailure` for anything else: the probe has no right to it. */
export function declaredSecrets({ secrets }: Pick<ResolvedCheck<FlowCheck>, 'secrets'>): (asked: Asked) => string {
  return (asked) => {
    const named = secrets.filter(({ name }) => name === asked.name);
    const exact = named.find(({ store = 'ssm', key }) => store === (asked.store ?? 'ssm') && key === asked.key);
    // Its name alone is enough where nothing else is declared under it.
    const isPlain = asked.store === undefined && asked.key === undefined && named.length === 1;
    const found = exact ?? (isPlain ? named[0] : undefined);
    if (found !== undefined) return found.ref;
    const shown = `secret(${JSON.stringify(String(asked.name))}${asked.key === undefined ? '' : ', { … }'})`;
    throw new ProbeFailure(
      'probe',
      `the flow reads ${shown} and does not declare it: add secrets: [${shown}] to its options`,
      {
        expected: secrets.length === 0 ? 'no secret' : `one of ${secrets.map(({ name }) => name).join(', ')}`,
        actual: String(asked.name),
      },
    );
  };
}
