import { readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction, constants } from 'node:vm';

/**
 * Loads a bundle as Lambda does: as CommonJS, with Node's own modules and its own files and nothing else. Wherever the
 * assembly lies, a package.json or node_modules around it would make it run here and break there, or the other way.
 */
export function loadBundle(file: string): Readonly<Record<string, unknown>> {
  const requireHere = createRequire(file);
  const requireLikeLambda = (name: string): unknown => {
    if (isBuiltin(name)) return requireHere(name);
    if (name.startsWith('.')) return loadBundle(requireHere.resolve(name));
    throw new Error(`Cannot find module '${name}': a Lambda has only its bundle and Node's own modules`);
  };
  const names = ['exports', 'require', 'module', '__filename', '__dirname'];
  const run = compileFunction(readFileSync(file, 'utf8'), names, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} as Record<string, unknown> };
  run(module.exports, requireLikeLambda, module, file, dirname(file));
  return module.exports;
}
