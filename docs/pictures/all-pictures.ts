import { drawPicture } from './draw-picture.ts';
import { figuresOf } from './figures.ts';
import { play } from './play.ts';
import { SCENES } from './scenes.ts';
import { monitorOfSnippet } from './snippet.ts';

/** The pictures of a page by name, as SVG. Throws where one has no scene, or its snippet is not valid. */
export async function picturesOf(markdown: string): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const { name, alt, code } of figuresOf(markdown)) {
    const scene = SCENES[name];
    if (scene === undefined) throw new Error(`the picture ${name} has no scene in docs/pictures/scenes.ts`);
    pictures.set(name, drawPicture(play(scene, await monitorOfSnippet(code)), alt));
  }
  return pictures;
}
