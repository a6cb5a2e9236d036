import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Resources = Readonly<Record<string, { Type: string; Properties?: object; Condition?: string }>>;

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'killdeer-local-'));

/** Writes what `cdk synth` would: one stack, and one bundle per handler source. Returns the folder. */
export function writeAssembly(resources: Resources, handlers: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));
  const files: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(handlers)) {
    mkdirSync(join(folder, `asset.${name}`));
    writeFileSync(join(folder, `asset.${name}`, 'index.js'), source);
    files[name] = { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } };
  }
  write('manifest.json', {
    artifacts: {
      'Small.assets': { type: 'cdk:asset-manifest', properties: { file: 'Small.assets.json' } },
      Small: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/eu-west-1',
        properties: { templateFile: 'Small.template.json', stackName: 'small' },
        dependencies: ['Small.assets'],
      },
      Tree: { type: 'cdk:tree' },
    },
  });
  write('Small.assets.json', { files });
  write('Small.template.json', { Resources: resources });
  // A stack that is gone leaves its template behind.
  write('Stale.template.json', { Resources: { Old: { Type: 'AWS::EC2::Instance' } } });
  return folder;
}

export const getAtt = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });

export const lambda = (asset: string, more: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: `${asset}.zip` },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 5,
    Role: getAtt(`${asset}Role`),
    ...more,
  },
});

export const role = { Type: 'AWS::IAM::Role' };
