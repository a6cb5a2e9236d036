/** What a request's SigV4 credential scope says. */
export type Signature = { readonly accessKey: string; readonly region: string; readonly service: string };

/** Reads the credential scope of an Authorization header; undefined when there is none. The signature is not checked. */
export function readSignature(authorization: string | undefined): Signature | undefined {
  const scope = /Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(authorization ?? '');
  const [, accessKey, region, service] = scope ?? [];
  if (accessKey === undefined || region === undefined || service === undefined) return undefined;
  return { accessKey, region, service };
}
