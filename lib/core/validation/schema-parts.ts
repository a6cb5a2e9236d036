import { z } from 'zod';
import { parseDuration, SECOND } from '../time.ts';
import { list, nearest, show } from './show.ts';

/** What is wrong with one value; the path is zod's. */
export type Flaw = {
  readonly message: string;
  readonly got?: string;
  readonly allowed?: string;
  readonly fix: string;
};

/** A value that `judge` finds no flaw in. */
export function leaf(judge: (value: unknown) => Flaw | undefined): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    const flaw = judge(value);
    if (flaw !== undefined) context.addIssue({ code: 'custom', message: flaw.message, params: flaw });
  });
}

/** An object with these keys alone. `form`: how a person writes such a thing. `made`: keys that the factory sets itself. */
export function strict(shape: z.ZodRawShape, form: string, made: readonly string[] = []): z.ZodObject {
  const own = Object.keys(shape).filter((key) => key !== 'kind' && !made.includes(key));
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? list(own) : form) });
}

export function array(item: z.ZodType, form: string): z.ZodType {
  return z.array(item, { error: () => form });
}

export function record(item: z.ZodType, form: string): z.ZodType {
  return z.record(z.string(), item, { error: () => form });
}

/** One of several kinds, told apart by `key`. */
export function oneKind(key: string, kinds: readonly [z.ZodObject, ...z.ZodObject[]], form: string): z.ZodType {
  return z.discriminatedUnion(key, [...kinds], { error: () => form });
}

/** One of these values. `guess`: whether the nearest one may be meant. */
export function oneOf(name: string, values: readonly unknown[], guess = true): z.ZodType {
  return leaf((value) => {
    if (values.includes(value)) return undefined;
    const meant = guess && typeof value === 'string' ? nearest(value, values.map(String)) : undefined;
    return {
      message: `${name} is not one of the allowed values`,
      allowed: list(values),
      fix: meant === undefined ? `use one of them` : `did you mean ${show(meant)}?`,
    };
  });
}

/** A text that `pattern` matches. `allowed` says the pattern in words. */
export function text(name: string, pattern: RegExp, allowed: string, fix = 'change it to fit'): z.ZodType {
  return leaf((value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : { message: `${name} is not valid`, allowed, fix },
  );
}

/** Ids of checks, services and webhooks, and names of switches: part of keys, parameter names and notices. */
export function id(name: string): z.ZodType {
  return text(
    name,
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'letters, digits, "-", "_" and ".", the first a letter or digit, at most 64',
  );
}

/** A duration above 0, at least `least` milliseconds. */
export function duration(name: string, example: string, least = 0): z.ZodType {
  return leaf((value) => {
    const ms = parseDuration(value);
    const atLeast = least >= SECOND ? `at least ${least / SECOND}s` : 'more than 0';
    if (ms === undefined) {
      return {
        message: `${name} is not a duration`,
        allowed: `a number and ms, s, m, h or d, ${atLeast}`,
        fix: `write it such as '${example}'`,
      };
    }
    return ms > 0 && ms >= least
      ? undefined
      : { message: `${name} is too short`, allowed: atLeast, fix: `write it such as '${example}'` };
  });
}

/** A number from `least` to `most`. */
export function wholeNumber(name: string, least: number, most: number): z.ZodType {
  return leaf((value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : {
          message: `${name} is out of range`,
          allowed: `a whole number from ${least} to ${most}`,
          fix: 'use such a number',
        },
  );
}

export function finiteNumber(name: string): z.ZodType {
  return leaf((value) =>
    Number.isFinite(value)
      ? undefined
      : { message: `${name} is not a number`, allowed: 'a number', fix: 'use a number' },
  );
}

export function string(name: string): z.ZodType {
  return leaf((value) =>
    typeof value === 'string' ? undefined : { message: `${name} is not a text`, allowed: 'a text', fix: 'use a text' },
  );
}

/** Whatever schema is right for a value, if any. */
export function chosen(choose: (value: unknown) => z.ZodType | undefined): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    const issues = choose(value)?.safeParse(value).error?.issues ?? [];
    for (const issue of issues) context.addIssue(issue as Parameters<typeof context.addIssue>[0]);
  });
}
