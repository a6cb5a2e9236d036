import { readFileSync, writeFileSync } from 'node:fs';
import { picturesOf } from './all-pictures.ts';

// `npm run pictures`: draws every picture of docs/rules.md again, from the snippet above it.
const page = readFileSync(new URL('../rules.md', import.meta.url), 'utf8');
for (const [name, svg] of await picturesOf(page)) writeFileSync(new URL(`${name}.svg`, import.meta.url), svg);
