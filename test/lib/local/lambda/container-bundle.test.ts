import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadBundle } from '../../../../lib/local/lambda/container-bundle.ts';
import { temporaryFolder } from '../assembly-builder.ts';

function bundle(source: string): string {
  const folder = temporaryFolder();
  // As in a repository of ES modules with its dependencies: neither reaches Lambda.
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  mkdirSync(join(folder, 'node_modules', 'near'), { recursive: true });
  writeFileSync(join(folder, 'node_modules', 'near', 'index.js'), 'module.exports = 1;');
  mkdirSync(join(folder, 'asset'));
  writeFileSync(join(folder, 'asset', 'index.js'), source);
  return join(folder, 'asset', 'index.js');
}

test('a bundle is CommonJS, whatever package.json lies around it', () => {
  expect(loadBundle(bundle(`exports.file = require('node:path').basename(__filename);`))).toEqual({ file: 'index.js' });
  expect(loadBundle(bundle('module.exports = { whole: true };'))).toEqual({ whole: true });
});

test('what is not in the bundle is not found, also where it lies near by', () => {
  expect(() => loadBundle(bundle(`require('near');`))).toThrow(`Cannot find module 'near'`);
});
