import type { StreamView, TableDeclaration } from './declarations.ts';
import { objectOf, placeOf, type ResourceReader, refuse } from './properties.ts';

const VIEWS = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const;

const isView = (view: unknown): view is StreamView => (VIEWS as readonly unknown[]).includes(view);

/** Reads a table of one region; a replica elsewhere stops the cloud. */
export function declareTable(reader: ResourceReader): TableDeclaration {
  const { properties, scope, id, stack } = reader;
  const replicas = (properties.Replicas ?? []) as readonly Record<string, unknown>[];
  if (replicas.some(({ Region }) => Region !== stack.region))
    refuse(reader, 'Replicas', 'the region of the stack alone');
  if (properties.BillingMode !== 'PAY_PER_REQUEST') refuse(reader, 'BillingMode', 'PAY_PER_REQUEST');
  const view = objectOf(reader, 'StreamSpecification').StreamViewType;
  if (view !== undefined && !isView(view)) refuse(reader, 'StreamSpecification', VIEWS.join(', '));
  const definition: Record<string, unknown> = { BillingMode: 'PAY_PER_REQUEST' };
  for (const name of ['KeySchema', 'AttributeDefinitions', 'GlobalSecondaryIndexes', 'LocalSecondaryIndexes']) {
    if (properties[name] !== undefined) definition[name] = properties[name];
  }
  return {
    ...placeOf(reader),
    name: scope.ref(id),
    arn: scope.attribute(id, 'Arn'),
    definition,
    ...(view !== undefined && { stream: { arn: scope.attribute(id, 'StreamArn'), view } }),
  };
}
