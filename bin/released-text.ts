import type { OpenIncident } from '../lib/app/list-incidents.ts';

/** What a person is told who gave a switch back. `level`: percent of traffic that passes now. `open`: what is open still. */
export function releasedText(
  released: { readonly name: string; readonly pins: number; readonly incidents: readonly string[] },
  level: number,
  open: readonly Pick<OpenIncident, 'check' | 'verdict' | 'incident'>[],
): string {
  const { name, pins, incidents } = released;
  const taken = `${pins} ${pins === 1 ? 'pin' : 'pins'} taken away`;
  const held = incidents.length === 0 ? 'no incident held it' : `${incidents.join(', ')} let go of it`;
  const failing = open.filter(({ verdict, incident }) => incidents.includes(incident.id) && verdict !== 'up');
  const warnings = failing.map(({ check, verdict, incident }) => {
    const how = verdict === 'unknown' ? 'not known to be well' : `still ${verdict}`;
    return `\nwarning: ${check} is ${how} (${incident.id} is open), and full traffic goes back to it`;
  });
  return `${name}: ${taken}, ${held}; it is at ${level} %${warnings.join('')}`;
}
