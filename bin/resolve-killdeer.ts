import { registerHooks } from 'node:module';

let hooked = false;

/**
 * Makes `killdeer` and `killdeer/…` this copy for every module that is imported or required from now on, and `.ts` a
 * module everywhere.
 */
export function resolveKilldeerHere(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ours = specifier === 'killdeer' || specifier.startsWith('killdeer/');
      if (ours && context.parentURL !== import.meta.url) {
        const url = import.meta.resolve(specifier);
        return { url, format: formatOf(url), shortCircuit: true };
      }
      const found = nextResolve(specifier, context);
      // Without a package.json near it Node would guess, and warn; with one that npm made it is told "commonjs".
      return found.url.endsWith('.ts') ? { ...found, format: formatOf(found.url) } : found;
    },
  });
}

function formatOf(url: string): string {
  return url.endsWith('.ts') ? 'module-typescript' : 'module';
}
