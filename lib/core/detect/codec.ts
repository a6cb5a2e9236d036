import type { Detector } from './detector.ts';
import { SIZE } from './layout.ts';
import { MIGRATIONS } from './migrations.ts';

/** Changes with the layout or with what a number in it means; `MIGRATIONS` then reads the one before. */
const VERSION = 2;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A detector as text, less than 1 KB, exact to the bit: version, slot, and the values as base64. */
export function encodeDetector({ at, values }: Detector): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return `${VERSION}:${at}:${btoa(String.fromCharCode(...bytes))}`;
}

/**
 * The detector of a text, also of one that an older release wrote. Undefined for one of a version that this release does not
 * know, or that is broken: it begins anew.
 */
export function decodeDetector(text: string): Detector | undefined {
  const [version = '', at, packed = ''] = text.split(':');
  if (!BASE64.test(packed) || !Number.isFinite(Number(at))) return undefined;
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  if (bytes.length % 4 !== 0) return undefined;
  const stored = new Float32Array(bytes.buffer);
  const values = version === String(VERSION) ? whole(stored) : MIGRATIONS[version]?.(stored);
  return values && { at: Number(at), values };
}

function whole(values: Float32Array): Float32Array | undefined {
  return values.length === SIZE ? values : undefined;
}
