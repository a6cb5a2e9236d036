import { randomUUID } from 'node:crypto';
import type { SubscriptionDeclaration, TopicDeclaration } from '../assembly/declarations.ts';
import type { Emit } from '../cloud-event.ts';
import type { Answer, ServiceCall } from './answer.ts';
import { engineArn, type MessageEngine } from './messaging.ts';

/** What SNS takes as a subject: ASCII, one line, under 100 characters, beginning with something visible. */
const SUBJECT = /^[!-~][ -~]{0,98}$/;

/** An SNS endpoint for all regions. */
export type SnsService = {
  /** Answers undefined to an operation that is not known here. */
  handle(call: ServiceCall): Promise<Answer | undefined>;
  resources(call: ServiceCall): readonly string[];
};

/** Serves the declared topics; each publish is told, with the addresses that are subscribed by e-mail. */
export function snsService(
  engine: MessageEngine,
  topics: readonly TopicDeclaration[],
  subscriptions: readonly SubscriptionDeclaration[],
  emit: Emit,
): SnsService {
  return {
    resources: ({ body }) => [new URLSearchParams(body).get('TopicArn') ?? ''].filter((arn) => arn !== ''),
    async handle({ region, operation, body }) {
      if (operation !== 'Publish') return undefined;
      const form = new URLSearchParams(body);
      const arn = form.get('TopicArn') ?? '';
      const topic = topics.find((one) => one.arn === arn && one.region === region);
      if (topic === undefined) return xmlError('NotFound', `Topic does not exist in ${region}: ${arn}`, 404);
      const subject = form.get('Subject') ?? undefined;
      if (subject !== undefined && !SUBJECT.test(subject)) {
        return xmlError('InvalidParameter', `Invalid parameter: Subject (ASCII, one line, under 100): ${subject}`);
      }
      const attributes = attributesOf(form);
      if ([...attributes.values()].includes('')) {
        return xmlError('InvalidParameterValue', 'message attributes must not be empty');
      }
      form.set('TopicArn', engineArn(arn));
      const answer = await engine.raw(region, 'sns', operation, form.toString());
      if (answer.status === 200) {
        emit({
          type: 'publish',
          region,
          topic: topic.name,
          messageId: /<MessageId>([^<]+)</.exec(answer.body)?.[1] ?? '',
          ...(subject !== undefined && { subject }),
          text: form.get('Message') ?? '',
          attributes: Object.fromEntries(attributes),
          emails: subscriptions
            .filter((one) => one.topic === arn && one.protocol === 'email')
            .map(({ endpoint }) => endpoint),
        });
      }
      return answer;
    },
  };
}

function attributesOf(form: URLSearchParams): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let n = 1; ; n += 1) {
    const name = form.get(`MessageAttributes.entry.${n}.Name`);
    if (name === null) return found;
    found.set(name, form.get(`MessageAttributes.entry.${n}.Value.StringValue`) ?? '');
  }
}

function xmlError(code: string, message: string, status = 400): Answer {
  const text = message.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${text}</Message></Error>`;
  const body = `<ErrorResponse>${error}<RequestId>${randomUUID()}</RequestId></ErrorResponse>`;
  return { status, type: 'text/xml', body };
}
