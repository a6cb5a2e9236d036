import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeLine } from '../../../../lib/core/history/history-line.ts';
import type { Frame } from '../../../../lib/core/result.ts';
import { aResult, NOON } from '../../../builders.ts';
import { partsOf, startFolder } from './files.ts';

const written = startFolder();

function frameAt(at: number, checks = 1): Frame {
  const results = Array.from({ length: checks }, (_, i) => aResult(`check-${i}`, 'fail'));
  return { key: 'FRAME#1', region: 'eu-west-1', slot: at, run: 'scheduled', startedAt: at, endedAt: at + 50, results };
}

const header = `${encodeLine({ is: 'header', header: { monitor: 'shop', from: NOON, to: NOON + 1 } })}\n`;
const line = (at: number): string => `${encodeLine({ is: 'frame', frame: frameAt(at) })}\n`;
const label = `${encodeLine({ is: 'label', label: { check: 'a', from: 1, to: 2, name: '' } })}\n`;
const kinds = async (text: string | Uint8Array, name = 'history.ndjson') =>
  (await partsOf(written(name, text))).map(({ is }) => is);

describe('a history as killdeer wrote it', () => {
  test.each([
    ['as it is', header + line(NOON) + label],
    ['with Windows line ends', (header + line(NOON) + label).replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${header}${line(NOON)}${label}`],
    ['with empty lines', `\n${header}\n\n${line(NOON)}  \n${label}\n`],
    ['without its last line end', header + line(NOON) + label.trim()],
  ])('is read %s', async (_name, text) => {
    expect(await kinds(text)).toEqual(['header', 'frame', 'label']);
  });

  test('is unpacked where its name ends in .gz, in capitals too, and in pieces that were packed one by one', async () => {
    expect(await kinds(gzipSync(header + line(NOON)), 'a.ndjson.gz')).toEqual(['header', 'frame']);
    expect(await kinds(gzipSync(header + line(NOON)), 'a.GZ')).toEqual(['header', 'frame']);
    const two = Buffer.concat([gzipSync(header + line(NOON)), gzipSync(line(NOON + 10))]);
    expect(await kinds(two, 'two.gz')).toEqual(['header', 'frame', 'frame']);
  });

  test('may be two that were joined, the older one first', async () => {
    expect(await kinds(header + line(NOON) + header + line(NOON + 1_000))).toEqual([
      'header',
      'frame',
      'header',
      'frame',
    ]);
  });

  test('is read whole where a line is longer than what is read at once', async () => {
    const long = `${encodeLine({ is: 'frame', frame: frameAt(NOON, 3_000) })}\n`;
    const again = `${encodeLine({ is: 'frame', frame: frameAt(NOON + 2_000, 3_000) })}\n`.replaceAll('check-', 'ü');
    expect(long.length).toBeGreaterThan(3 * (1 << 17));
    const parts = await partsOf(written('long.ndjson', header + long + line(NOON + 1_000) + again));
    expect(parts.map((part) => (part.is === 'frame' ? part.frame.results.length : part.is))).toEqual([
      'header',
      3_000,
      1,
      3_000,
    ]);
  });

  test('says after each piece how many bytes of the file were read', async () => {
    const text = header + Array.from({ length: 3_000 }, (_, i) => line(NOON + i)).join('');
    const seen: number[] = [];
    await partsOf(written('progress.ndjson', text), (bytes) => seen.push(bytes));
    expect(seen.at(-1)).toBe(text.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(1);
  });
});

describe('what is no such history', () => {
  test.each<[string, string | Uint8Array, string, RegExp]>([
    [
      'frames out of order',
      header + line(NOON + 1_000) + line(NOON),
      'a',
      /^line 3: a frame that ended at 2026-11-22T12:00:00.050Z comes after one of 2026-11-22T12:00:01.050Z; frames stand in order of endedAt$/,
    ],
    ['a wrong line behind empty ones', `${header}\r\n\n${line(NOON)}x\n`, 'b', /^line 5: not a JSON object: x$/],
    [
      'what was cut off in the middle of a line',
      (header + line(NOON)).slice(0, -20),
      'c',
      /^line 2: not a JSON object: \{"frame"/,
    ],
    [
      'a packed file that is not named so',
      gzipSync(header),
      'd.ndjson',
      /^line 1: packed by gzip, and not named so: let its name end in \.gz, or unpack it first \(gunzip -c\)$/,
    ],
    ['a file that is named as if it were packed', header, 'e.gz', /^unpacking: not packed by gzip, or cut off \(.*\)$/],
    [
      'a packed file that is cut off',
      gzipSync(header + line(NOON)).subarray(0, 60),
      'f.gz',
      /^unpacking: not packed by gzip, or cut off/,
    ],
    ['an empty packed file', gzipSync(''), 'g.gz', /^line 1: the file is empty; a history begins with at,check/],
    [
      'text of 16 bits',
      Buffer.from(`\uFEFF${header}`, 'utf16le'),
      'h',
      /^line 1: the header is ".{1,60}"; a history begins with at,check/,
    ],
    [
      'bytes of no text',
      Buffer.alloc(400_000, 0xfe),
      'i',
      /^line 1: the header is ".{1,60}"; a history begins with at,check/s,
    ],
  ])('%s is refused with its place', async (_name, content, name, message) => {
    const reading = partsOf(written(name, content));
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'BadHistory' }));
    await expect(reading).rejects.toThrow(message);
  });

  test('a line without an end is given up before it fills the memory', async () => {
    const endless = gzipSync(`${header}{"a":"${'x'.repeat(40 << 20)}`, { level: 1 });
    await expect(partsOf(written('endless.gz', endless))).rejects.toThrow(/^line 2: longer than 16777216 characters/);
  });

  test('a folder, and a file that is not there, throw what the file system says', async () => {
    await expect(partsOf('/')).rejects.toThrow(/EISDIR/);
    await expect(partsOf('/no/such/file.gz')).rejects.toThrow(/ENOENT/);
  });
});
