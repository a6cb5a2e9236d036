/** One mistake in a definition, for the person who must mend it. */
export type Problem = {
  /** Where it is: `checks[0].expect[1].query`. Empty for the definition as a whole. */
  readonly path: string;
  readonly message: string;
  /** The value that stands there. */
  readonly got: string;
  /** What may stand there. */
  readonly allowed?: string;
  /** What to change. */
  readonly fix: string;
};

export type Path = readonly (string | number)[];

/** A problem as a rule finds it. `got`: only where the value itself must not be shown, or is not what is wrong. */
export type Finding = {
  readonly at: Path;
  readonly message: string;
  readonly got?: string;
  readonly allowed?: string;
  readonly fix: string;
};

/** All problems as text for a terminal, each with its path first. */
export function formatProblems(problems: readonly Problem[]): string {
  const blocks = problems.map(({ path, message, got, allowed, fix }) => {
    const lines = [`${path === '' ? 'definition' : path}: ${message}`, `    got      ${got}`];
    if (allowed !== undefined) lines.push(`    allowed  ${allowed}`);
    return [...lines, `    fix      ${fix}`].join('\n');
  });
  return [`${problems.length} problem${problems.length === 1 ? '' : 's'}`, ...blocks].join('\n\n');
}

/** A path as people write it: `checks[0].headers["x-a"]`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (!/^[A-Za-z_$][\w$]*$/.test(key)) text += `[${JSON.stringify(key)}]`;
    else text += text === '' ? key : `.${key}`;
  }
  return text;
}
