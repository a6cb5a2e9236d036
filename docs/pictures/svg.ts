/** Left and right end of the time axis, and the width of a picture. */
export const LEFT = 142;
export const RIGHT = 834;
export const WIDTH = 860;

/** A coordinate with at most one decimal: the same text on every machine. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A box. `kind`: a class of the style sheet. */
export function box(kind: string, x: number, y: number, width: number, height: number, radius = 0): string {
  const round = radius === 0 ? '' : ` rx="${radius}"`;
  return `<rect class="${kind}" x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${round}/>`;
}

/** Words, their baseline at `y`. */
export function words(kind: string, x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end' = 'start') {
  const where = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${kind}" x="${px(x)}" y="${px(y)}"${where}>${escapeText(text)}</text>`;
}

/** About how wide a text is at 11 px, in whatever font the reader has. */
export function widthOf(text: string): number {
  return text.length * 6.6;
}

/** Text as it may stand in SVG. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
