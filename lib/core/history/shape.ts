/** What is wrong with a value, as a sentence with its place; undefined when nothing is. `at`: where it stands. */
export type Shape = (value: unknown, at: string) => string | undefined;

/** Most characters of a wrong value that are shown. */
const SHOWN = 60;

/** A value that a person must be shown to know which it is. */
export function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** A value that passes a test. */
export function one(allowed: string, isRight: (value: unknown) => boolean): Shape {
  return (value, at) => (isRight(value) ? undefined : `${at} is ${short(value)}; allowed: ${allowed}`);
}

export const text = one('a text', (value) => typeof value === 'string');
export const flag = one('true or false', (value) => typeof value === 'boolean');

/** A whole number within its limits. */
export function whole(least: number, most: number): Shape {
  const isRight = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= least;
  return one(`a whole number from ${least} to ${most}`, (value) => isRight(value) && (value as number) <= most);
}

/** A number within its limits. */
export function number(least: number, most: number): Shape {
  const isRight = (value: unknown): boolean => typeof value === 'number' && value >= least && value <= most;
  return one(`a number from ${least} to ${most}`, isRight);
}

/** One of these texts. */
export function of(...names: readonly string[]): Shape {
  return one(names.join(', '), (value) => names.includes(value as string));
}

/** A list of so many at least. */
export function listOf(item: Shape, least = 0): Shape {
  return (value, at) => {
    if (!Array.isArray(value) || value.length < least) {
      return `${at} is ${short(value)}; allowed: a list${least > 0 ? ` of at least ${least}` : ''}`;
    }
    return firstOf(value.map((each, i) => () => item(each, `${at}[${i}]`)));
  };
}

/** An object with these fields and perhaps those; what else it has is a later release's. */
export function object(fields: Readonly<Record<string, Shape>>, more: Readonly<Record<string, Shape>> = {}): Shape {
  return (value, at) => {
    if (!isObject(value)) return `${at} is ${short(value)}; allowed: an object with ${Object.keys(fields).join(', ')}`;
    const given = Object.entries(more).filter(([key]) => value[key] !== undefined);
    return firstOf(
      [...Object.entries(fields), ...given].map(
        ([key, shape]) =>
          () =>
            shape(value[key], `${at}.${key}`),
      ),
    );
  };
}

/** An object whose kind is told by the first of these keys that it has. */
export function byKey(shapes: Readonly<Record<string, () => Shape>>): Shape {
  return (value, at) => {
    const key = isObject(value) ? Object.keys(shapes).find((name) => name in value) : undefined;
    const shape = key === undefined ? undefined : shapes[key]?.();
    if (shape !== undefined) return shape(value, at);
    return `${at} is ${short(value)}; allowed: an object with one of ${Object.keys(shapes).join(', ')}`;
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function firstOf(looks: readonly (() => string | undefined)[]): string | undefined {
  for (const look of looks) {
    const wrong = look();
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
