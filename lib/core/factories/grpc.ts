import type { GrpcDefinition, GrpcOptions } from '../kinds/grpc.ts';
import { carry } from './carry.ts';
import type { TextConditions } from './conditions.ts';
import { textFact } from './facts.ts';

/** A check that asks a gRPC server for its health, or for that of one of its services. */
export function grpc(id: string, options: GrpcOptions): GrpcDefinition {
  return carry(options, { kind: 'grpc' as const, id });
}

/** Asks the health that the server tells: `SERVING`, `NOT_SERVING`, `UNKNOWN` or `SERVICE_UNKNOWN`. */
export function grpcStatus(): TextConditions {
  return textFact('grpc.status');
}

/** Asks how the call ended, by the code's name: `OK`, `UNAVAILABLE`, `UNAUTHENTICATED`. */
export function grpcCode(): TextConditions {
  return textFact('grpc.code');
}
