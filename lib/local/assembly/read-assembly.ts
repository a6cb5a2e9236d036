import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { LocalCloudFault } from '../fault.ts';

/** A resource as the template has it: intrinsics not yet resolved. */
export type TemplateResource = {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
};

/** One stack of the assembly. `assets` maps an object key (`<hash>.zip`) to the folder that was to be uploaded. */
export type Stack = {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly assets: ReadonlyMap<string, string>;
};

/** The account of stacks that were synthesised without one. */
export const LOCAL_ACCOUNT = '000000000000';

type Artifact = {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly file?: string };
  readonly dependencies?: readonly string[];
};

type AssetManifest = {
  readonly files?: Readonly<
    Record<
      string,
      {
        readonly source: { readonly path: string };
        readonly destinations: Readonly<Record<string, { readonly objectKey: string }>>;
      }
    >
  >;
};

/**
 * Reads the stacks that `manifest.json` names, and only those: a `cdk.out` keeps the templates of stacks that are gone.
 * Throws a LocalCloudFault where the folder is no assembly, a stack has no region, or the app has stages.
 */
export async function readAssembly(folder: string): Promise<readonly Stack[]> {
  const root = resolve(folder);
  const manifest = await readJson<{ artifacts?: Record<string, Artifact> }>(join(root, 'manifest.json'));
  const artifacts = manifest.artifacts ?? {};
  const stacks: Stack[] = [];
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new LocalCloudFault('assembly', id, 'stages are not known here; synthesise the stacks of one app');
    }
    if (artifact.type === 'aws:cloudformation:stack') stacks.push(await readStack(root, id, artifact, artifacts));
  }
  if (stacks.length === 0) throw new LocalCloudFault('assembly', root, 'manifest.json names no stack');
  return stacks;
}

async function readStack(
  root: string,
  id: string,
  artifact: Artifact,
  artifacts: Readonly<Record<string, Artifact>>,
): Promise<Stack> {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(artifact.environment ?? '') ?? [];
  if (region === '' || region === 'unknown-region') {
    throw new LocalCloudFault('assembly', id, 'the stack has no region; give it env: { region }');
  }
  const file = artifact.properties?.templateFile ?? `${id}.template.json`;
  const template = await readJson<{ Resources?: Record<string, TemplateResource> }>(join(root, file));
  const assets = new Map<string, string>();
  for (const dependency of artifact.dependencies ?? []) {
    const other = artifacts[dependency];
    if (other?.type !== 'cdk:asset-manifest' || other.properties?.file === undefined) continue;
    const { files = {} } = await readJson<AssetManifest>(join(root, other.properties.file));
    for (const { source, destinations } of Object.values(files)) {
      for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(root, source.path));
    }
  }
  return {
    name: artifact.properties?.stackName ?? id,
    region,
    account: /^\d{12}$/.test(account) ? account : LOCAL_ACCOUNT,
    resources: template.Resources ?? {},
    assets,
  };
}

async function readJson<T>(path: string): Promise<T> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch (cause) {
    throw new LocalCloudFault('assembly', path, `cannot be read; run cdk synth first (${String(cause)})`, { cause });
  }
}
