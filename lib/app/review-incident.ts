import { renderReview } from '../core/review.ts';
import { type ReviewFigures, reviewFigures } from '../core/review-figures.ts';
import type { Context } from './ports.ts';

/**
 * The post-mortem of an archived incident, with its numbers. Throws when the archive has no such incident, or when it is
 * not over: an incident is archived whole when it is resolved.
 */
export async function reviewIncident(
  ctx: Pick<Context, 'archive' | 'deliveries'>,
  { incident }: { incident: string },
): Promise<{ readonly markdown: string; readonly figures: ReviewFigures }> {
  const [{ events, summary }, deliveries] = await Promise.all([
    ctx.archive.read(incident),
    ctx.deliveries.list(incident),
  ]);
  if (summary === undefined) {
    throw new Error(
      events.length === 0
        ? `incident ${incident} is not in the archive: list the known ones with \`npx killdeer incidents list\``
        : `incident ${incident} is not over yet: it can be reviewed once it is resolved`,
    );
  }
  const input = { summary, events, deliveries };
  return { markdown: renderReview(input), figures: reviewFigures(input) };
}
