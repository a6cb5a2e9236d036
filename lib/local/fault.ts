/** What kind of thing the local cloud cannot do, or AWS would not allow. */
export type FaultCode =
  | 'assembly'
  | 'resource-type'
  | 'intrinsic'
  | 'property'
  | 'handler'
  | 'action'
  | 'call-outside-invocation'
  | 'connection';

/** Stops the local cloud. `resource` is the stack and logical id, the function or the file that asked for it. */
export class LocalCloudFault extends Error {
  readonly code: FaultCode;
  readonly resource: string;

  constructor(code: FaultCode, resource: string, message: string, options?: { cause?: unknown }) {
    super(`local cloud: ${resource}: ${message}`, options);
    this.name = 'LocalCloudFault';
    this.code = code;
    this.resource = resource;
  }
}
