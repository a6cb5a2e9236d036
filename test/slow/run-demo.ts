import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Period, Share } from '../../bin/demo/customers.ts';
import type { StoryEvent } from '../../bin/dev/story-event.ts';
import type { ReviewFigures } from '../../lib/core/review-figures.ts';
import type { RecordedCall } from '../../lib/local/calls.ts';
import type { Use } from './policies.ts';
import { ROOT, run } from './shell.ts';

/** What a demo left behind. */
export type Demo = {
  readonly name: string;
  /** From the command to the prompt. */
  readonly tookMs: number;
  /** What it printed. */
  readonly output: string;
  readonly timeline: {
    readonly incident: string;
    readonly marks: readonly { readonly at: string; readonly what: string }[];
    readonly storefront: Readonly<Record<Period, Share>>;
    readonly figures: ReviewFigures;
    readonly events: readonly StoryEvent[];
  };
  readonly postmortem: string;
  readonly calls: readonly RecordedCall[];
};

type Options = {
  /** The seed of the chaos. Default: none. */
  readonly chaos?: number;
  readonly onContained?: () => void;
};

/**
 * Runs the demo as a person does who has cloned and installed; what it leaves goes to `<folder>/<name>`. Throws with the
 * whole output when the exit code is not 0.
 */
export async function runDemo(folder: string, name: string, { chaos, onContained }: Options = {}): Promise<Demo> {
  const began = performance.now();
  const out = join(folder, name);
  // Node is the machine's own: the launcher has to find one that is new enough.
  const path = (process.env.PATH ?? '').split(delimiter).filter((part) => !part.includes('node_modules'));
  const args = [join(ROOT, 'bin', 'killdeer.mjs'), 'demo', '--out', out, '--calls', join(out, 'calls.json')];
  const env = { PATH: path.join(delimiter), NO_COLOR: '1' };
  if (chaos !== undefined) args.push('--chaos', String(chaos));
  const onProgress = (text: string) => text.includes('the switch is off') && onContained?.();
  const output = await run('node', args, { cwd: folder, env, onProgress });
  const read = (file: string): string => readFileSync(join(out, file), 'utf8');
  return {
    name,
    tookMs: performance.now() - began,
    output,
    timeline: JSON.parse(read('timeline.json')),
    postmortem: read('postmortem.md'),
    calls: JSON.parse(read('calls.json')),
  };
}

/** The events of a type in a demo's timeline. */
export function eventsOf<Type extends StoryEvent['type']>({ timeline }: Demo, type: Type) {
  return timeline.events.filter((event): event is Extract<StoryEvent, { type: Type }> => event.type === type);
}

/** What roles did, each action on each resource once. The operator and the shop's reader have no role. */
export function usesIn(demos: readonly Pick<Demo, 'calls'>[]): readonly Use[] {
  const found = new Map<string, Use>();
  for (const { caller, action, resources, leadingKeys } of demos.flatMap(({ calls }) => calls)) {
    if (caller.role === undefined) continue;
    const role = `${caller.stack}/${caller.role}`;
    for (const resource of resources) {
      const use = { role, action, resource, ...(leadingKeys && { leadingKeys }) };
      found.set(JSON.stringify(use), use);
    }
    if (resources.length === 0) throw new Error(`${role} called ${action} on nothing`);
  }
  return [...found.values()];
}
