import type { FaultType } from '../../../bench/anomaly/made/faults.ts';
import { box, escapeText, px, WIDTH, widthOf, words } from '../svg.ts';
import { deployPanel, faultPanel } from './films.ts';
import { drawPanel, PANEL, type Panel } from './panel.ts';
import { drawRegions, REGIONS_HEIGHT } from './regions.ts';
import { STYLE } from './style.ts';

/** Faults of each grid: two in a row. */
const GRIDS: Readonly<Record<string, readonly FaultType[]>> = {
  levels: ['step20', 'step50', 'step100', 'ramp'],
  shapes: ['spikes', 'jitter', 'nightday', 'brownout'],
  failures: ['err2', 'err5', 'err30', 'outage'],
};

const PAD = 14;
const LEGEND = 30;

const DRAWN: Readonly<Record<string, (alt: string) => string>> = {
  ...Object.fromEntries(Object.entries(GRIDS).map(([name, types]) => [name, (alt: string) => grid(types, alt)])),
  deploy: (alt) => frame(alt, PANEL, drawPanel(deployPanel(), { x: PAD, y: PAD, width: WIDTH - 2 * PAD - 6 })),
  regions: (alt) => frame(alt, REGIONS_HEIGHT, drawRegions(PAD + 50, WIDTH - 2 * PAD - 56, PAD)),
};

const IMAGE = /!\[(?<alt>[^\]]*)\]\(pictures\/detection\/(?<name>[\w-]+)\.svg\)/g;

/** The pictures of docs/detection.md by name, as SVG, with the page's words for each. Throws where one is not known here. */
export function detectionPictures(markdown: string): ReadonlyMap<string, string> {
  const pictures = new Map<string, string>();
  for (const { groups } of markdown.matchAll(IMAGE)) {
    const { name = '', alt = '' } = groups ?? {};
    const draw = DRAWN[name];
    if (draw === undefined)
      throw new Error(`nothing draws the picture ${name}: docs/pictures/detection/all-pictures.ts`);
    pictures.set(name, draw(alt));
  }
  return pictures;
}

/** The names of all that can be drawn. */
export const DETECTION_PICTURES: readonly string[] = Object.keys(DRAWN);

function grid(types: readonly FaultType[], alt: string): string {
  const width = (WIDTH - 3 * PAD) / 2;
  const panels = types.map((type): Panel => faultPanel(type));
  const body = panels.flatMap((panel, k) => {
    const place = { x: PAD + (k % 2) * (width + PAD) - 6, y: PAD + Math.floor(k / 2) * PANEL, width };
    return drawPanel(panel, place);
  });
  return frame(alt, Math.ceil(types.length / 2) * PANEL, body);
}

function frame(alt: string, height: number, body: readonly string[]): string {
  const all = height + PAD + LEGEND;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${px(all)}" width="${WIDTH}" height="${px(all)}" role="img">`,
    `<title>${escapeText(alt)}</title>`,
    `<style>${STYLE}</style>`,
    box('frame', 0, 0, WIDTH, all, 8),
    box('ground', 1, 1, WIDTH - 2, all - 2, 7),
    ...body,
    ...legend(all - 14, body),
    '</svg>',
  ].join('\n')}\n`;
}

const MEANING: readonly (readonly [kind: string, text: string, width: number])[] = [
  ['run', 'passed', 3],
  ['band', 'expected of 99 in 100', 12],
  ['failed', 'failed', 2],
  ['fault', 'what was changed', 12],
  ['evidence', 'evidence', 12],
  ['news', 'what of it is news', 12],
  ['thin', 'one region', 12],
  ['joint', 'all regions together', 12],
  ['alert', 'the first alert', 2],
];

const LINES: readonly string[] = ['news', 'thin', 'joint', 'alert'];

/** What the signs mean, of those that occur. */
function legend(y: number, body: readonly string[]): readonly string[] {
  const text = body.join('');
  let x = PAD + 10;
  return MEANING.filter(([kind]) => text.includes(`class="${kind}"`)).flatMap(([kind, says, width]) => {
    const line = `<path class="${kind}" d="M${px(x - 6)} ${px(y - 4)}h12"/>`;
    const sign = LINES.includes(kind) ? line : box(kind, x - width / 2, y - 9, width, 10);
    const all = [sign, words('quiet', x + 11, y, says)];
    x += 28 + widthOf(says) * 0.92;
    return all;
  });
}
