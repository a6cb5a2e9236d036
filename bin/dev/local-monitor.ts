import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../lib/local/cloud.ts';
import { createStory } from './story.ts';
import type { StoryEvent } from './story-event.ts';
import { synthesise } from './synthesise.ts';

export type LocalMonitorOptions = Partial<
  Pick<LocalCloudOptions, 'speed' | 'data' | 'chaos' | 'reach' | 'secrets' | 'before'>
> & {
  readonly file: string;
  /** What the definition reads from the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the synthesis. What has started by then is the caller's to stop. */
  readonly signal?: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly onStory: (event: StoryEvent) => void;
};

/** Synthesises a definition's CDK app and runs that app in the local cloud, telling its story. */
export async function startLocalMonitor(options: LocalMonitorOptions): Promise<LocalCloud> {
  const { file, env, signal, onProgress, onStory, ...rest } = options;
  const assembly = await mkdtemp(join(tmpdir(), 'killdeer-cdk-'));
  try {
    onProgress(`synthesising the CDK app of ${file}`);
    await synthesise(file, assembly, env, signal);
    onProgress('starting the local cloud');
    const story = createStory();
    const cloud = await startLocalCloud({
      ...rest,
      assembly,
      onEvent: (event) => {
        for (const told of story.tell(event)) onStory(told);
      },
    });
    return {
      ...cloud,
      stop: async () => {
        await cloud.stop();
        await rm(assembly, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(assembly, { recursive: true, force: true });
    throw error;
  }
}
