import { LocalCloudFault } from '../fault.ts';

/** What intrinsics refer to. `where` names the resource that is being read, for the error. */
export type IntrinsicScope = {
  readonly where: string;
  readonly region: string;
  readonly account: string;
  readonly stackName: string;
  /** What `Ref` of a resource gives. */
  ref(logicalId: string): string;
  /** What `Fn::GetAtt` of a resource gives. */
  attribute(logicalId: string, name: string): string;
};

/**
 * The value with its intrinsics resolved: Ref, Fn::GetAtt, Fn::Join, Fn::Sub, Fn::Select, Fn::Split and the pseudo
 * parameters. A property whose value is `AWS::NoValue` is left out. Throws a LocalCloudFault on any other intrinsic.
 */
export function resolveIntrinsics(value: unknown, scope: IntrinsicScope): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolveIntrinsics(entry, scope)).filter(isPresent);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'))) {
    return resolveOne(first[0], first[1], scope);
  }
  return Object.fromEntries(
    entries
      .map(([key, entry]) => [key, resolveIntrinsics(entry, scope)] as const)
      .filter(([, entry]) => isPresent(entry)),
  );
}

function resolveOne(name: string, argument: unknown, scope: IntrinsicScope): unknown {
  switch (name) {
    case 'Ref':
      return reference(String(argument), scope);
    case 'Fn::GetAtt': {
      const [id = '', attribute = ''] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split(/\.(.*)/);
      return scope.attribute(id, attribute);
    }
    case 'Fn::Join': {
      const [separator, parts] = list(name, argument, scope);
      return (resolveIntrinsics(parts, scope) as unknown[]).map(String).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = list(name, argument, scope);
      return String(resolveIntrinsics(text, scope)).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, from] = list(name, argument, scope);
      return (resolveIntrinsics(from, scope) as unknown[])[Number(index)];
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    default:
      throw new LocalCloudFault('intrinsic', scope.where, `${name} is not known here`);
  }
}

function substitute(argument: unknown, scope: IntrinsicScope): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = resolveIntrinsics(variables, scope) as Record<string, unknown>;
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (name in own) return String(own[name]);
    const [id = '', attribute] = name.split(/\.(.*)/);
    return attribute === undefined ? String(reference(id, scope)) : scope.attribute(id, attribute);
  });
}

function reference(id: string, scope: IntrinsicScope): string | undefined {
  switch (id) {
    case 'AWS::AccountId':
      return scope.account;
    case 'AWS::Region':
      return scope.region;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return scope.stackName;
    case 'AWS::NoValue':
      return undefined;
    default:
      if (!id.startsWith('AWS::')) return scope.ref(id);
      throw new LocalCloudFault('intrinsic', scope.where, `the pseudo parameter ${id} is not known here`);
  }
}

function list(name: string, argument: unknown, scope: IntrinsicScope): readonly unknown[] {
  if (Array.isArray(argument) && argument.length === 2) return argument;
  throw new LocalCloudFault('intrinsic', scope.where, `${name} takes a list of two, got ${JSON.stringify(argument)}`);
}

function isPresent(value: unknown): boolean {
  return value !== undefined;
}
