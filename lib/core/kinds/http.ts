import type { Assertion } from '../assertion.ts';
import { asksStatus } from '../assertions/status.ts';
import { isBody } from '../body.ts';
import type { CommonCheck, CommonOptions } from '../common-check.ts';
import { compileAssertion } from '../compile-assertion.ts';
import { status } from '../factories/assertions.ts';
import { compileRequest, type HttpRequest, type RequestOptions } from '../http-request.ts';
import { showText, type Text } from '../secret.ts';

export type HttpOptions = CommonOptions & RequestOptions;

/** An `http` check as a person wrote it. */
export type HttpDefinition = HttpOptions & { readonly kind: 'http'; readonly id: string };

/** What an `http` check sends, with every default filled in. */
export type HttpFields = HttpRequest & { readonly kind: 'http' };

export type HttpCheck = CommonCheck & HttpFields;

/** What an `http` check sends and expects. */
export function compileHttp(definition: HttpDefinition): HttpFields & Pick<CommonCheck, 'target' | 'expect'> {
  return {
    kind: 'http',
    target: targetOf(definition.url),
    ...compileRequest(definition),
    expect: expectationsOf(definition).map(compileAssertion),
  };
}

/**
 * A check that says nothing of the status means a good one: a 500 with the right words in it is no success. One that asks
 * GraphQL means an answer without errors, whatever its status.
 */
function expectationsOf({ expect = [], body }: HttpDefinition): readonly Assertion[] {
  const asked = expect.some(asksStatus) ? expect : [status('2xx'), ...expect];
  if (!isBody(body) || body.as !== 'graphql' || body.errors === 'allow') return asked;
  return [{ on: 'fact', name: 'graphql.error', condition: { is: 'absent' } }, ...asked];
}

/** Without query and fragment, which may hold what is not for a notice. */
function targetOf(url: Text): string {
  return showText(url).replace(/[?#].*$/s, '');
}
