import type { GraphqlBody } from '../body.ts';
import type { HttpDefinition, HttpOptions } from '../kinds/http.ts';
import { carry } from './carry.ts';

/** An `http` check's options, its `query` being GraphQL. What the URL's query needs stands in the URL. */
export type GraphqlOptions = Omit<HttpOptions, 'method' | 'query' | 'body'> &
  Pick<GraphqlBody, 'query' | 'variables' | 'operation'> & {
    /** Whether an answer with `errors` in it fails. Default `fail`. */
    readonly errors?: GraphqlBody['errors'];
  };

/** An `http` check that POSTs a GraphQL request. Fails of the first error in the answer, whatever its status. */
export function graphql(id: string, options: GraphqlOptions): HttpDefinition {
  const given: unknown = options;
  const fixed = { kind: 'http' as const, id };
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return carry(options, fixed) as HttpDefinition;
  const { query, variables, operation, errors, ...rest } = options;
  const body: GraphqlBody = {
    kind: 'body',
    as: 'graphql',
    query,
    ...(variables !== undefined && { variables }),
    ...(operation !== undefined && { operation }),
    ...(errors !== undefined && { errors }),
  };
  return carry(rest, { ...fixed, method: 'POST' as const, body });
}
