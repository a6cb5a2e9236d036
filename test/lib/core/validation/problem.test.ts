import { expect, it } from 'vitest';
import { formatPath, formatProblems } from '../../../../lib/core/validation/problem.ts';

it('writes a path as a person would', () => {
  expect(formatPath(['checks', 0, 'headers', 'x-a'])).toBe('checks[0].headers["x-a"]');
  expect(formatPath([])).toBe('');
});

it('prints each problem with its path, value, allowed values and fix', () => {
  const problem = {
    path: 'checks[0].url',
    message: 'url is missing',
    got: 'nothing',
    allowed: 'a URL',
    fix: 'add url',
  };
  const { allowed: _, ...whole } = { ...problem, path: '' };
  expect(formatProblems([problem, whole])).toBe(
    [
      '2 problems',
      '',
      'checks[0].url: url is missing',
      '    got      nothing',
      '    allowed  a URL',
      '    fix      add url',
      '',
      'definition: url is missing',
      '    got      nothing',
      '    fix      add url',
    ].join('\n'),
  );
});
