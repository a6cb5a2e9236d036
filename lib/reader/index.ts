/** `killdeer/reader`: what a service imports to read its switches. No dependency but the SSM client. */

export type { ServiceDefinition } from '../core/service.ts';
export type { Duration } from '../core/time.ts';
export { SwitchboardError, type SwitchboardErrorCode } from './error.ts';
export { openSwitchboard } from './open-switchboard.ts';
export type { ParameterClient, ReaderOptions, SwitchboardReader, SwitchChange } from './options.ts';
