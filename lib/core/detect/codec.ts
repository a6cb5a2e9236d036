import type { Detector } from './detector.ts';
import { SIZE } from './layout.ts';

/** Changes with the layout or with what a number in it means. */
const VERSION = 1;

/** A detector as text, less than 1 KB, exact to the bit: version, slot, and the values as base64. */
export function encodeDetector({ at, values }: Detector): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return `${VERSION}:${at}:${btoa(String.fromCharCode(...bytes))}`;
}

/** The detector of a text. Undefined for one of a version that nobody reads any more, or that was cut: it begins anew. */
export function decodeDetector(text: string): Detector | undefined {
  const [version, at, packed = ''] = text.split(':');
  if (version !== String(VERSION)) return undefined;
  const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  if (bytes.length !== SIZE * 4) return undefined;
  return { at: Number(at), values: new Float32Array(bytes.buffer) };
}
