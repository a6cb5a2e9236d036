import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModuleFile } from '../adapters/contracts/contracts-module.ts';

/**
 * Writes a generated module below `folder` and gives the path of its first file. The same module has the same path, so
 * that every function's bundle is made from one, and a bundle changes only with its schemas.
 */
export function contractsFile(files: readonly ModuleFile[], folder: string): string {
  const [first] = files;
  if (first === undefined) throw new RangeError('a module of no file');
  const hash = createHash('sha256');
  for (const { name, text } of files) hash.update(`${name}\0${text}\0`);
  const place = join(folder, 'killdeer-contracts', hash.digest('hex').slice(0, 16));
  mkdirSync(place, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(place, name), text);
  return join(place, first.name);
}
