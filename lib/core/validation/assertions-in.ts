import { fieldsOf, listOf } from './draft.ts';
import type { Path } from './problem.ts';

/** An assertion of a definition, with what it stands in, outermost first. */
export type Placed = {
  readonly at: Path;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly within: readonly unknown[];
};

/** Most levels of `anyOf`, `allOf` and `not` that are looked into. */
const DEEPEST = 50;

/**
 * Every assertion that a check expects, and that a flow names for its code, those that others are made of included. Never
 * throws.
 */
export function assertionsIn(check: { readonly at: Path; readonly fields: Readonly<Record<string, unknown>> }) {
  return ['expect', 'contracts'].flatMap((key) =>
    listOf(check.fields[key]).flatMap((item, index) => placed(item, [...check.at, key, index], [])),
  );
}

function placed(item: unknown, at: Path, within: readonly unknown[]): readonly Placed[] {
  const fields = fieldsOf(item);
  if (within.length > DEEPEST) return [];
  const outer = [...within, fields.on];
  const inner =
    fields.on === 'not'
      ? placed(fields.of, [...at, 'of'], outer)
      : listOf(fields.of).flatMap((one, index) => placed(one, [...at, 'of', index], outer));
  return [{ at, fields, within }, ...inner];
}
