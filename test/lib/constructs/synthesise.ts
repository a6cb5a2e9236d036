import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { defineMonitor, email, http, type MonitorDefinition, service, trip } from 'killdeer';
import { addSecurityChecks, Monitor } from 'killdeer/constructs';

/** The fixed account that stands for AWS::AccountId in resolved values. */
export const ACCOUNT = '111111111111';

export const REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'sa-east-1', 'eu-north-1'];

const shop = service('shop', {
  switches: { recommendations: { failDefault: 'on' } },
  regions: ['eu-west-1', 'us-east-1'],
});

/** A monitor at home in eu-west-1 that uses everything, with so many checks. */
export function monitorOf(checks: number, regions: readonly string[] = REGIONS): MonitorDefinition {
  return defineMonitor({
    name: 'shop',
    home: 'eu-west-1',
    regions,
    services: [shop],
    notify: [email('oncall@shop.example')],
    checks: Array.from({ length: checks }, (_, i) =>
      http(`check-${i}`, {
        url: `https://api.shop.example/${i}`,
        ...(i === 0 && { contain: trip(shop.switches.recommendations, { mode: 'auto', sees: 'dependency' }) }),
      }),
    ),
  });
}

export type Resource = {
  readonly stack: string;
  readonly region: string;
  readonly id: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's own form, which tests look into
  readonly Properties: any;
  readonly DeletionPolicy?: string;
};

export type Synthesised = {
  /** Where the templates are. */
  readonly directory: string;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly templates: readonly string[];
  readonly findings: readonly unknown[];
  ofType(type: string): readonly Resource[];
};

/** Synthesises as the CDK command does, with cdk.json's own flags, but without bundling. */
export function synthesise(
  definition: MonitorDefinition,
  variables: Readonly<Record<string, string>> = {},
  more: { readonly secretKeys?: readonly string[] } = {},
): Synthesised {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> };
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  new Monitor(app, 'Monitor', { definition, entry: './checks/index.ts', variables, ...more });
  addSecurityChecks(app);
  const assembly = app.synth();
  const report = JSON.parse(readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'));
  const resources = assembly.stacks.flatMap(({ stackName, environment, template }) =>
    Object.entries(template.Resources as Record<string, Omit<Resource, 'stack' | 'region' | 'id'>>).map(
      ([id, resource]) => ({ ...resource, stack: stackName, region: environment.region, id }),
    ),
  );
  return {
    directory: assembly.directory,
    resources,
    outputs: Object.assign({}, ...assembly.stacks.map(({ template }) => valuesOf(template.Outputs ?? {}))),
    templates: assembly.stacks.map(({ template }) => JSON.stringify(template)),
    findings: report.pluginReports,
    ofType: (type) => resources.filter((resource) => resource.Type === type),
  };
}

function valuesOf(outputs: Readonly<Record<string, { readonly Value: string }>>): Record<string, string> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { Value }]) => [name, Value]));
}

/** A template's value as text: joins are joined, references to the account are its number, others `<id>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const intrinsic = value as {
    Ref?: string;
    'Fn::GetAtt'?: string[];
    'Fn::Join'?: [string, unknown[]];
    'Fn::Sub'?: string;
  };
  if (intrinsic.Ref === 'AWS::AccountId') return ACCOUNT;
  if (intrinsic.Ref !== undefined) return `<${intrinsic.Ref}>`;
  if (intrinsic['Fn::GetAtt'] !== undefined) return `<${intrinsic['Fn::GetAtt'].join('.')}>`;
  if (intrinsic['Fn::Join'] !== undefined) return intrinsic['Fn::Join'][1].map(textOf).join(intrinsic['Fn::Join'][0]);
  if (intrinsic['Fn::Sub'] !== undefined) return intrinsic['Fn::Sub'].replaceAll(`\${AWS::AccountId}`, ACCOUNT);
  throw new Error(`an intrinsic that tests and local cloud do not know: ${JSON.stringify(value)}`);
}

/** One or many, as a list. */
export function listOf<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
