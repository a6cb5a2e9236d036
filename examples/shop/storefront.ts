/** Longest that the storefront waits for recommendations, milliseconds. */
const PATIENCE_MS = 1_000;

/** Names of the recommended things. Throws when the API is slow, fails or answers something else. */
export async function fetchRecommendations(url: string): Promise<readonly string[]> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`recommendations answered ${answer.status}`);
  const body = (await answer.json()) as { readonly items?: readonly { readonly name: string }[] };
  if (!Array.isArray(body.items) || body.items.length === 0) throw new Error('recommendations answered no items');
  return body.items.map((item) => item.name);
}

/** The page, with its recommendations when there are any. */
export function renderStorefront(recommended: readonly string[]): string {
  const list = recommended.map((name) => `<li>${name}</li>`).join('');
  return `<h1>Welcome to the shop</h1>${list && `<h2>You may like</h2><ul>${list}</ul>`}`;
}
