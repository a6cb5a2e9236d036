import { type Draft, fieldsOf } from '../draft.ts';
import type { Finding } from '../problem.ts';

/** Certificates and keys: both of an identity or none, and each of them as PEM. What they hold is never shown. */
export function identities(draft: Draft): readonly Finding[] {
  return draft.checks.flatMap(({ at, fields }) => {
    const [tls, place] = fields.kind === 'tls' ? [fields, at] : [fieldsOf(fields.tls), [...at, 'tls']];
    const pems = (['ca', 'cert', 'key'] as const).flatMap((name): readonly Finding[] => {
      const value = tls[name];
      if (typeof value !== 'string' || value.includes('-----BEGIN ')) return [];
      const got = `a text of ${value.length} characters`;
      const allowed = '-----BEGIN CERTIFICATE-----… or the like';
      const fix = 'use the text of a PEM file, not its path';
      return [{ at: [...place, name], message: `${name} is no PEM`, got, allowed, fix }];
    });
    if ((tls.cert === undefined) === (tls.key === undefined)) return pems;
    const [given, missing] = tls.cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    const message = `${given} without ${missing}: a client has both`;
    return [...pems, { at: place, message, allowed: 'cert and key, or none of them', fix: `add ${missing}` }];
  });
}
