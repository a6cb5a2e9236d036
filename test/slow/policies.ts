import { runSimulation } from '@cloud-copilot/iam-simulate';
import { scopeOf } from '../../lib/local/assembly/identity.ts';
import { resolveIntrinsics } from '../../lib/local/assembly/intrinsics.ts';
import { readAssembly, type Stack } from '../../lib/local/assembly/read-assembly.ts';

type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
};

export type PolicyDocument = { readonly Version: string; readonly Statement: readonly Statement[] };

/** The policies of an assembly, intrinsics resolved. */
export type Policies = {
  readonly account: string;
  /** What a role may do, by `<stack>/<logical id of the role>`. */
  readonly roles: ReadonlyMap<string, PolicyDocument>;
  /** What queues and topics say of their callers, by ARN. */
  readonly resources: ReadonlyMap<string, PolicyDocument>;
};

/** One role's use of one action on one resource. */
export type Use = {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** What the partition keys begin with. */
  readonly leadingKeys?: readonly string[];
};

/** Reads the policies of a folder that `cdk synth` wrote. Throws on a way of granting that it does not know. */
export async function readPolicies(folder: string): Promise<Policies> {
  const roles = new Map<string, PolicyDocument>();
  const resources = new Map<string, PolicyDocument>();
  const stacks = await readAssembly(folder);
  for (const stack of stacks) {
    for (const [id, { Type: type }] of Object.entries(stack.resources)) {
      const properties = propertiesOf(stack, id);
      if (type === 'AWS::IAM::Role') {
        const more = ['ManagedPolicyArns', 'Policies', 'PermissionsBoundary'].filter((name) => name in properties);
        if (more.length > 0) throw new Error(`${stack.name}/${id} has ${more.join(', ')}, which are not read here`);
      } else if (type === 'AWS::IAM::Policy') {
        for (const role of rolesOf(stack, id)) add(roles, `${stack.name}/${role}`, properties.PolicyDocument);
      } else if (type === 'AWS::SQS::QueuePolicy' || type === 'AWS::SNS::TopicPolicy') {
        const document = properties.PolicyDocument as PolicyDocument;
        for (const arn of new Set(document.Statement.flatMap(({ Resource }) => Resource)))
          add(resources, arn, document);
      } else if (/Policy$/.test(type)) {
        throw new Error(`${stack.name}/${id} is a ${type}, which is not read here`);
      }
    }
  }
  return { account: stacks[0]?.account ?? '', roles, resources };
}

/** Whether IAM allows the use, by the role's policies and the resource's own, over TLS or without. */
export async function isAllowed(policies: Policies, use: Use, secure = true): Promise<boolean> {
  const { account, roles, resources } = policies;
  const { role, action, resource, leadingKeys = [] } = use;
  const identity = roles.get(role);
  const ofResource = resources.get(resource);
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:sts::${account}:assumed-role/${role.split('/')[1]}/session`,
        action,
        resource: { resource, accountId: account },
        contextVariables: {
          'aws:SecureTransport': String(secure),
          ...(leadingKeys.length > 0 && { 'dynamodb:LeadingKeys': [...leadingKeys] }),
        },
      },
      identityPolicies: identity === undefined ? [] : [{ name: role, policy: identity }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(ofResource && { resourcePolicy: ofResource }),
    },
    {},
  );
  if (result.resultType === 'error') {
    throw new Error(`${role} ${action} ${resource} cannot be simulated: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult === 'Allowed';
}

/** All that the roles are granted, action by action and resource by resource. */
export function grantsOf({ roles }: Policies): readonly Use[] {
  return [...roles].flatMap(([role, { Statement }]) =>
    Statement.flatMap(({ Effect, Action, Resource }) => {
      if (Effect !== 'Allow') throw new Error(`${role} has a statement that denies; grants are only allowed ones here`);
      return [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ role, action, resource })));
    }),
  );
}

/** The policies with one statement less: the n-th of the role's. */
export function without(policies: Policies, role: string, n: number): Policies {
  const document = policies.roles.get(role);
  if (document?.Statement[n] === undefined) throw new Error(`${role} has no statement ${n}`);
  const rest = { ...document, Statement: document.Statement.filter((_, i) => i !== n) };
  return { ...policies, roles: new Map([...policies.roles, [role, rest]]) };
}

/** Whether a grant covers a use. */
export function covers(grant: Use, use: Use): boolean {
  return grant.role === use.role && matches(grant.action, use.action) && matches(grant.resource, use.resource);
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

function propertiesOf(stack: Stack, id: string): Readonly<Record<string, unknown>> {
  const { Type: type, Properties: properties = {} } = stack.resources[id] ?? {};
  const isRead = type !== undefined && /Policy$|^AWS::IAM::/.test(type);
  return isRead ? (resolveIntrinsics(properties, scopeOf(stack, id)) as Record<string, unknown>) : {};
}

/** The logical ids of the roles that a policy is for. */
function rolesOf(stack: Stack, id: string): readonly string[] {
  const { Roles: roles = [] } = (stack.resources[id]?.Properties ?? {}) as { Roles?: readonly { Ref: string }[] };
  return roles.map(({ Ref: role }) => role);
}

function add(map: Map<string, PolicyDocument>, key: string, more: unknown): void {
  const document = more as PolicyDocument;
  const before = map.get(key);
  const merged =
    before === undefined ? document : { ...before, Statement: [...before.Statement, ...document.Statement] };
  map.set(key, merged);
}
