import { expect, test } from 'vitest';
import { importsOf, type Token, tokenize } from './tokens.ts';

const isWord = ({ kind }: Token): boolean => kind === 'word';

test('every form of import is seen, type-only and dynamic ones included', () => {
  const source = `#!/usr/bin/env node
    import one from './one.ts';
    import type { Two } from "./two.ts";
    import { type Three, three as other } from './three.ts';
    import * as four from './four.ts';
    import './five.ts';
    export { six } from './six.ts';
    export type * from './seven.ts';
    const eight = await import('./eight.ts');
    type Nine = import('./nine.ts').Nine;
    const ten = require('./ten.ts');
    import {
      eleven, // with a comment from './nowhere.ts'
    } from './eleven.ts';`;
  const numbers = 'one two three four five six seven eight nine ten eleven'.split(' ');
  expect(importsOf(source)).toEqual(numbers.map((name) => `./${name}.ts`));
});

test('what only looks like an import is not seen', () => {
  const source = `
    // import x from './comment.ts'
    /* export * from './comment.ts' */
    const text = "import a from './string.ts'";
    const page = \`import b from './template.ts' \${word(\`import c from './inner.ts'\`)} import d from './rest.ts'\`;
    const quotes = /['"\`/]+import e from '.\\/regex.ts'/g;
    Array.from('./call.ts'); frame.from = './property.ts'; console.log(1 / 2, "3 / 4");
    const words = { from: './key.ts' }; const { from } = words; loader.import('./method.ts');`;
  expect(importsOf(source)).toEqual([]);
});

test('code inside of a template is code', () => {
  const words = tokenize('`a #{Date.now() + `#{inner}`} b`; after'.replaceAll('#', '$')).filter(isWord);
  expect(words.map(({ text }) => text)).toEqual(['Date', 'now', 'inner', 'after']);
});
