import { readFileSync, writeFileSync } from 'node:fs';
import { picturesOf } from './all-pictures.ts';
import { detectionPictures } from './detection/all-pictures.ts';

// `npm run pictures`: draws every picture of docs/rules.md again, from the snippet above it, and those of docs/detection.md.
const pageOf = (name: string): string => readFileSync(new URL(`../${name}.md`, import.meta.url), 'utf8');
const write = (path: string, svg: string): void => writeFileSync(new URL(`${path}.svg`, import.meta.url), svg);
for (const [name, svg] of await picturesOf(pageOf('rules'))) write(name, svg);
for (const [name, svg] of detectionPictures(pageOf('detection'))) write(`detection/${name}`, svg);
