/**
 * An object of a definition: what the person wrote, with `fixed` over it. Never throws: options that are no object (from
 * JavaScript) go along under the key `options`, and a `kind` that is not the factory's under `givenKind`, so that validation
 * can report them with everything else.
 */
export function carry<Options extends object, Fixed extends object>(options: Options, fixed: Fixed): Options & Fixed {
  const given: unknown = options;
  if (given === undefined) return fixed as Options & Fixed;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return { ...fixed, options: given } as unknown as Options & Fixed;
  }
  const { kind } = options as { readonly kind?: unknown };
  const own = (fixed as { readonly kind?: unknown }).kind;
  if (kind === undefined || own === undefined || kind === own) return { ...options, ...fixed };
  return { ...options, ...fixed, givenKind: kind };
}
