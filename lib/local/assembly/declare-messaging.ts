import type { QueueDeclaration, SubscriptionDeclaration, TopicDeclaration } from './declarations.ts';
import { numberOf, objectOf, placeOf, type ResourceReader, refuse, textOf } from './properties.ts';

/** Reads a standard queue. */
export function declareQueue(reader: ResourceReader): QueueDeclaration {
  const { scope, id, properties } = reader;
  const { deadLetterTargetArn, maxReceiveCount } = objectOf(reader, 'RedrivePolicy');
  return {
    ...placeOf(reader),
    name: scope.attribute(id, 'QueueName'),
    arn: scope.attribute(id, 'Arn'),
    delaySeconds: numberOf(reader, 'DelaySeconds', 0),
    visibilitySeconds: numberOf(reader, 'VisibilityTimeout', 30),
    waitSeconds: numberOf(reader, 'ReceiveMessageWaitTimeSeconds', 0),
    ...(properties.MaximumMessageSize !== undefined && { maximumBytes: numberOf(reader, 'MaximumMessageSize', 0) }),
    ...(deadLetterTargetArn !== undefined && {
      redrive: { target: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) },
    }),
  };
}

/** Reads a topic. */
export function declareTopic(reader: ResourceReader): TopicDeclaration {
  const { scope, id } = reader;
  return { ...placeOf(reader), name: scope.attribute(id, 'TopicName'), arn: scope.attribute(id, 'TopicArn') };
}

/** Reads a subscription by queue or by e-mail; an e-mail address with a filter stops the cloud. */
export function declareSubscription(reader: ResourceReader): SubscriptionDeclaration {
  const { properties } = reader;
  const protocol = properties.Protocol;
  if (protocol !== 'sqs' && protocol !== 'email') refuse(reader, 'Protocol', 'sqs, email');
  const attributes: Record<string, string> = {};
  for (const name of ['RawMessageDelivery', 'FilterPolicy', 'FilterPolicyScope']) {
    const value = properties[name];
    if (value === undefined) continue;
    if (protocol === 'email') refuse(reader, name, 'nothing on a subscription by e-mail');
    attributes[name] = typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
  const endpoint = textOf(reader, 'Endpoint');
  return { ...placeOf(reader), topic: textOf(reader, 'TopicArn'), protocol, endpoint, attributes };
}
