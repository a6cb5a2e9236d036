/**
 * Why a refresh changed nothing. `missing`: no such parameter; `unreadable`: not a switchboard; `older`: its epoch is
 * below one already seen; `unavailable`: Parameter Store refused or did not answer; `callback`: `onChange` threw.
 */
export type SwitchboardErrorCode = 'missing' | 'unreadable' | 'older' | 'unavailable' | 'callback';

/** What `onError` gets. The reader goes on with the last switchboard that it could read. */
export class SwitchboardError extends Error {
  override readonly name = 'SwitchboardError';
  readonly code: SwitchboardErrorCode;
  /** Name of the SSM parameter. */
  readonly parameter: string;

  constructor(code: SwitchboardErrorCode, parameter: string, message: string, cause?: unknown) {
    super(`switchboard ${parameter}: ${message}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.parameter = parameter;
  }
}
