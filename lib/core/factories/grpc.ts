import type { GrpcDefinition, GrpcOptions } from '../kinds/grpc.ts';
import { carry } from './carry.ts';

/** A check that asks a gRPC server for its health, or for that of one of its services. */
export function grpc(id: string, options: GrpcOptions): GrpcDefinition {
  return carry(options, { kind: 'grpc' as const, id });
}
