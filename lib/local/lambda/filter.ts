import { LocalCloudFault } from '../fault.ts';

/** A pattern of an event source mapping, as read: objects of fields, lists of rules of which one must hold. */
export type FilterPattern = { readonly [field: string]: FilterPattern | readonly FilterRule[] };

type FilterRule =
  | { readonly is: 'equals'; readonly value: string | number | boolean | null }
  | { readonly is: 'exists'; readonly value: boolean }
  | { readonly is: 'prefix'; readonly value: string }
  | { readonly is: 'suffix'; readonly value: string }
  | { readonly is: 'anything-but'; readonly values: readonly unknown[] };

/** Reads a pattern. Throws a LocalCloudFault on an operator that is not known here, a number among them. */
export function parseFilter(pattern: string, where: string): FilterPattern {
  return parseFields(JSON.parse(pattern), where);
}

function parseFields(value: unknown, where: string): FilterPattern {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(value, where);
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => {
      if (field.startsWith('$')) refuse(field, where);
      return [field, Array.isArray(inner) ? inner.map((rule) => parseRule(rule, where)) : parseFields(inner, where)];
    }),
  );
}

function parseRule(rule: unknown, where: string): FilterRule {
  if (typeof rule === 'string' || typeof rule === 'boolean' || typeof rule === 'number' || rule === null) {
    return { is: 'equals', value: rule };
  }
  const [entry, ...more] = Object.entries(rule as object);
  if (entry === undefined || more.length > 0) refuse(rule, where);
  const [operator, value] = entry;
  if (operator === 'exists' && typeof value === 'boolean') return { is: 'exists', value };
  if ((operator === 'prefix' || operator === 'suffix') && typeof value === 'string') return { is: operator, value };
  if (operator === 'anything-but') {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (values.every((one) => typeof one === 'string' || typeof one === 'number')) return { is: operator, values };
  }
  refuse(rule, where);
}

function refuse(part: unknown, where: string): never {
  throw new LocalCloudFault('property', where, `the filter's ${JSON.stringify(part)} is not known here`);
}

/** Whether a record passes one of the patterns; without patterns every record does. */
export function passesFilters(record: unknown, patterns: readonly FilterPattern[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matches(record, pattern));
}

function matches(value: unknown, pattern: FilterPattern): boolean {
  return Object.entries(pattern).every(([field, inner]) => {
    const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
    return Array.isArray(inner)
      ? inner.some((rule: FilterRule) => holds(found, rule))
      : matches(found, inner as FilterPattern);
  });
}

function holds(found: unknown, rule: FilterRule): boolean {
  switch (rule.is) {
    case 'equals':
      return found === rule.value;
    case 'exists':
      return (found !== undefined) === rule.value;
    case 'prefix':
      return typeof found === 'string' && found.startsWith(rule.value);
    case 'suffix':
      return typeof found === 'string' && found.endsWith(rule.value);
    case 'anything-but':
      return found !== undefined && !rule.values.includes(found);
    default:
      return rule satisfies never;
  }
}
