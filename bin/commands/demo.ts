import { mkdir, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { reviewIncident } from '../../lib/app/review-incident.ts';
import { formatInstant } from '../../lib/core/time.ts';
import { CommandError } from '../command-error.ts';
import { drawDemo } from '../demo/draw.ts';
import { type Played, playDemo } from '../demo/play.ts';
import { judgeDemo } from '../demo/verdict.ts';
import { storyLine } from '../dev/print-story.ts';
import type { StoryEvent } from '../dev/story-event.ts';
import { operatorOf } from '../operator.ts';

type Options = {
  readonly chaos?: string;
  readonly out: string;
  readonly calls?: string;
  readonly json?: boolean;
};

/** `killdeer demo`: the whole loop on this machine, with the example shop; ends with 1 and the reason if any of it is missing. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('breaks the example shop and shows it spotted, contained, paged, restored and reviewed')
    .option('--chaos <seed>', 'kills running handlers at random, by this seed')
    .option('--out <folder>', 'where postmortem.md and timeline.json go', 'demo')
    .option('--calls <file>', 'for audits: every AWS call, with its caller and resources, as JSON')
    .option('--json', 'every event as a line of JSON instead of the story')
    .action(demo);
}

async function demo(options: Options): Promise<void> {
  const chaos = options.chaos === undefined ? undefined : Number(options.chaos);
  if (chaos !== undefined && !Number.isInteger(chaos)) {
    throw new CommandError(`--chaos is "${options.chaos}"; it takes a whole number, the seed`);
  }
  const began = Date.now();
  const progress = (text: string): void => console.error(`[${((Date.now() - began) / 1_000).toFixed(1)} s] ${text}`);
  let played: Played;
  try {
    played = await playDemo({
      ...(chaos === undefined ? {} : { chaos }),
      onProgress: progress,
      onStory: (event) => {
        if (options.json === true) console.log(JSON.stringify(event));
        else if (isTold(event)) console.log(storyLine(event));
      },
    });
  } catch (error) {
    throw error instanceof CommandError ? error : new CommandError(`demo: ${(error as Error).message}`, 1);
  }
  try {
    await write(played, options.out);
    if (options.calls !== undefined) await writeFile(options.calls, JSON.stringify(played.cloud.calls(), null, 2));
  } finally {
    await played.close();
  }
  if (options.json !== true) console.log(`\n${drawDemo(played)}\n`);
  const missing = judgeDemo(played, chaos !== undefined);
  if (missing.length > 0) throw new CommandError(`demo: ${missing.join('; ')}`, 1);
  progress(`done; read ${options.out}/postmortem.md and ${options.out}/timeline.json`);
}

/** Passing runs would drown the story. */
function isTold(event: StoryEvent): boolean {
  return event.type !== 'delivery' && (event.type !== 'result' || event.outcome !== 'pass');
}

async function write(played: Played, out: string): Promise<void> {
  const operator = operatorOf(played.monitor, { endpoint: played.cloud.endpoint, ...played.cloud.credentials });
  const { markdown, figures } = await reviewIncident(operator, { incident: played.incident });
  const timeline = {
    incident: played.incident,
    marks: played.marks.map(({ at, what }) => ({ at: formatInstant(at), what })),
    storefront: Object.fromEntries(played.customers.shares),
    figures,
    events: played.events,
  };
  await mkdir(out, { recursive: true });
  await writeFile(`${out}/postmortem.md`, markdown);
  await writeFile(`${out}/timeline.json`, `${JSON.stringify(timeline, null, 2)}\n`);
}
