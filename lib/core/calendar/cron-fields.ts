type Field = {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Longest step. */
  readonly steps: number;
  /** Names of the values from `first` on. */
  readonly names?: readonly string[];
  readonly first?: number;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59, steps: 60 },
  { name: 'hour', least: 0, most: 23, steps: 24 },
  { name: 'day of the month', least: 1, most: 31, steps: 31 },
  { name: 'month', least: 1, most: 12, steps: 12, names: MONTHS, first: 1 },
  { name: 'day of the week', least: 0, most: 7, steps: 7, names: WEEKDAYS, first: 0 },
];

/** What is wrong with the five fields of a cron, or undefined: lists of values, ranges and steps, `*` is all. */
export function fieldsProblem(expression: string): string | undefined {
  const texts = expression.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== FIELDS.length) return `it has ${texts.length} field${texts.length === 1 ? '' : 's'}, not five`;
  for (const [i, field] of FIELDS.entries()) {
    for (const part of (texts[i] ?? '').split(',')) {
      const problem = partProblem(part, field);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function partProblem(part: string, field: Field): string | undefined {
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\w+))?$/.exec(part) ?? [];
  if (from === '' || (from === '*' && to !== undefined)) {
    return `"${part}" is no ${field.name}, and no range, step or list of them`;
  }
  for (const text of [from, to]) {
    if (text === undefined || text === '*' || numberOf(text, field) !== undefined) continue;
    return `${field.name} "${text}" is not ${field.least} to ${field.most}${namesOf(field)}`;
  }
  const [begin, end] = [numberOf(from, field), to === undefined ? undefined : numberOf(to, field)];
  if (begin !== undefined && end !== undefined && begin > (end === 0 && field.most === 7 ? 7 : end)) {
    return `the range "${part}" of the ${field.name} ends before it begins`;
  }
  if (step === undefined) return undefined;
  if (from !== '*' && to === undefined)
    return `"${part}" has a step without a range: */${step}, or ${from}-${field.most}/${step}`;
  const longest = field.steps;
  return /^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= longest
    ? undefined
    : `the step "${step}" of the ${field.name} is not 1 to ${longest}`;
}

function numberOf(text: string, { least, most, names = [], first = 0 }: Field): number | undefined {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function namesOf({ names }: Field): string {
  return names === undefined ? '' : `, nor ${names[0]} to ${names.at(-1)}`;
}
