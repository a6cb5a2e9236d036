/**
 * FNV-1a, 32 bits, over UTF-16 code units: small, stable for ever, not for security. Buckets of checks and the share of
 * keys that a switch lets through hang on it, so it must never change.
 * Source: http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV's last bits mix little; one avalanche (murmur3's finaliser) makes `mod n` fair.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash >>> 0;
}
