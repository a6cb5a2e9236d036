import colors from 'picocolors';
import type { StoryEvent } from './story-event.ts';

/** One line of a story for a person: time, what, and the reason where there is one. */
export function storyLine(event: StoryEvent): string {
  const time = colors.dim(event.at.slice(11, 23));
  return `${time}  ${wordsOf(event)}`;
}

function wordsOf(event: StoryEvent): string {
  switch (event.type) {
    case 'ready':
      return `the monitor "${event.monitor}" runs at ${event.endpoint}; Ctrl-C ends it`;
    case 'result': {
      const mark = {
        pass: colors.green('pass'),
        warn: colors.yellow('warn'),
        fail: colors.red('fail'),
        unknown: colors.dim('unknown'),
      };
      const run = event.run === 'scheduled' ? '' : ` (${event.run})`;
      const retry = event.attempts > 1 ? `, ${event.attempts} attempts` : '';
      const why = event.failure === undefined ? '' : `: ${event.failure.kind}: ${event.failure.message}`;
      return `${mark[event.outcome]} ${event.check} from ${event.region}${run} in ${event.total.toFixed(1)} ms${retry}${why}`;
    }
    case 'verdict':
      return `${event.check} is ${colors.bold(event.verdict)} (was ${event.before})`;
    case 'incident':
      return `${colors.magenta('incident')} ${event.incident}: ${event.text}`;
    case 'switch':
      return `${colors.cyan('switch')} ${event.service}.${event.switch} in ${event.region}: ${event.allow} % (epoch ${event.epoch})`;
    case 'notice':
      return `${colors.yellow('notice')} ${event.subject}`;
    case 'delivery':
      return colors.dim(`${event.outcome} ${event.id}${event.detail === '' ? '' : `: ${event.detail}`}`);
    case 'kill':
      return colors.red(`killed ${event.function} ${Math.round(event.ms)} ms into its run`);
    case 'error':
      return colors.red(`${event.what}: ${event.error}`);
    default:
      return event satisfies never;
  }
}
