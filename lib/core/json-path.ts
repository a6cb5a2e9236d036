import { JSONPathEnvironment, type JSONPathQuery, type JSONValue } from 'json-p3';

const environment = new JSONPathEnvironment();
const parsed = new Map<string, JSONPathQuery>();

/** Why a text is no JSONPath query (RFC 9535), or undefined when it is one. */
export function jsonPathProblem(query: string): string | undefined {
  try {
    compile(query);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The values of the nodes that a query selects, in its order. Throws on a query that `jsonPathProblem` finds bad. */
export function selectJson(query: string, document: unknown): readonly unknown[] {
  return compile(query)
    .query(document as JSONValue)
    .values();
}

/** Queries come from definitions, so there are few of them and each is parsed once. */
function compile(query: string): JSONPathQuery {
  const known = parsed.get(query);
  if (known !== undefined) return known;
  const fresh = environment.compile(query);
  parsed.set(query, fresh);
  return fresh;
}
