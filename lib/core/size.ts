/** A number of bytes, or one with its unit: `512B`, `256KB`, `1.5MB`. A KB is 1,024 bytes. */
export type Size = number | `${number}${'B' | 'KB' | 'MB'}`;

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 * 1024 };

/** The bytes of a size, or undefined when it is none: negative, not finite, another unit. */
export function parseSize(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined;
  const [, amount, unit = ''] = (typeof value === 'string' && /^(\d+(?:\.\d+)?)(B|KB|MB)$/.exec(value)) || [];
  return amount === undefined ? undefined : Number(amount) * (UNITS[unit] ?? 1);
}

/** Bytes for a person: `300B`, `1.5KB`, `2MB`. */
export function formatSize(bytes: number): string {
  const unit = bytes >= 1024 * 1024 ? 'MB' : bytes >= 1024 ? 'KB' : 'B';
  return `${Number((bytes / (UNITS[unit] ?? 1)).toFixed(1))}${unit}`;
}
