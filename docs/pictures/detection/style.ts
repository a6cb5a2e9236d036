import { PARTS, type Paint, styleOf } from '../style.ts';

const FILLS: Readonly<Record<string, Paint>> = {
  fault: ['#fbe6dc', '#3d2a22'],
  band: ['#cfe0f7', '#22384f'],
  run: ['#3c4650', '#c3ccd5'],
  failed: ['#c92a2a', '#f2706b'],
  evidence: ['#d9c9ef', '#463660'],
};

const LINES: readonly (readonly [name: string, Paint, width: number])[] = [
  ['news', ['#6a35b0', '#b992f0'], 1.5],
  ['joint', ['#6a35b0', '#b992f0'], 1.5],
  ['thin', ['#a98bd0', '#7d62a3'], 0.8],
  ['limit', ['#8a929b', '#7d8791'], 1],
  ['alert', ['#b51f1f', '#ff7d77'], 1.5],
];

/** The style sheet of the pictures of detection. */
export const STYLE = styleOf([...Object.entries(PARTS), ...Object.entries(FILLS)], LINES);
