/** A picture in a page: its name, and the snippet above it that it shows the decisions of. */
export type Figure = { readonly name: string; readonly alt: string; readonly code: string };

const FENCE_OR_IMAGE = /^```ts\n(?<code>.*?)^```$|!\[(?<alt>[^\]]*)\]\(pictures\/(?<name>[\w-]+)\.svg\)/gms;

/** The pictures of a page in their order. Throws where one has no snippet above it. */
export function figuresOf(markdown: string): readonly Figure[] {
  let above = '';
  return [...markdown.matchAll(FENCE_OR_IMAGE)].flatMap(({ groups }) => {
    const { code, alt = '', name } = groups ?? ({} as Partial<Record<string, string>>);
    if (code !== undefined) above = code;
    if (name === undefined) return [];
    if (above === '') throw new Error(`the picture ${name} has no snippet above it`);
    return [{ name, alt, code: above }];
  });
}
