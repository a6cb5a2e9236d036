import { advanceService, openService, type ServiceAnswer, type ServiceRequest } from '../core/advance-service.ts';
import { serviceOf } from '../core/service-of.ts';
import type { ServiceState } from '../core/service-state.ts';
import { changeAggregate } from './change-aggregate.ts';
import type { Context } from './ports.ts';

/** Puts a request to a service's aggregate; the switchboard writes that follow are owed by the service itself. */
export async function askService(
  ctx: Pick<Context, 'monitor' | 'aggregates' | 'homeQueue' | 'clock'>,
  service: string,
  request: ServiceRequest,
): Promise<ServiceAnswer> {
  let answer: ServiceAnswer = { is: 'done', detail: '' };
  await changeAggregate<ServiceState>(
    ctx,
    `SERVICE#${service}`,
    () => openService(service),
    (state) => {
      const step = advanceService(state, request, serviceOf(ctx.monitor, service));
      answer = step.answer;
      return step.state;
    },
  );
  return answer;
}
