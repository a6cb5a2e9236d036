/** How readily a check is called degraded. */
export const SENSITIVITIES = ['low', 'normal', 'high'] as const;

export type Sensitivity = (typeof SENSITIVITIES)[number];

/** `anomaly({ sensitivity: 'low' })`. Default `normal`. */
export type AnomalyDefinition = { readonly kind: 'anomaly'; readonly sensitivity?: Sensitivity };

/** With the evidence from which on a check is degraded. */
export type Detection = { readonly sensitivity: Sensitivity; readonly threshold: number };

/** Evidence that each sensitivity asks for. docs/rules.md has what each costs in false alerts. */
export const THRESHOLDS: Readonly<Record<Sensitivity, number>> = { low: 1.3, normal: 1, high: 0.8 };

/** What is degraded stays so until the evidence is below this share of the threshold; from it on it is looked at. */
export const STANDS_SHARE = 0.5;

/** The detection of a definition; undefined for none. */
export function compileDetection(definition: false | Omit<AnomalyDefinition, 'kind'> = {}): Detection | undefined {
  if (definition === false) return undefined;
  const { sensitivity = 'normal' } = definition;
  return { sensitivity, threshold: THRESHOLDS[sensitivity] };
}
