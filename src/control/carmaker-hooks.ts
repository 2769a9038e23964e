import { hostsOf } from '../carmakers/host.ts'
import type { CarmakerRequestEvent } from '../carmakers/http.ts'
import type { Carmaker, Carmakers, HooksOf } from '../carmakers/registry.ts'
import type { Hints } from '../hints/hints.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import type { Breaker } from './breaker.ts'

interface Listeners {
  readonly breaker: Pick<Breaker, 'tell'>
  readonly events: BusinessEvents
  readonly hints: Pick<Hints, 'takeToken'>
  /** Called once there are any. */
  readonly carmakers: () => Carmakers
}

/** Who is told of what carmakers answer, and whom they ask for a share of an allowance. */
export function carmakerHooks({ breaker, events, hints, carmakers }: Listeners): HooksOf {
  return (carmaker) => ({
    onRequest: (request) => {
      tellBreaker(breaker, carmakers().get(carmaker), request)
      events.carmakerAnswered({ carmaker, route: request.route, outcome: String(request.outcome) })
    },
    onRead: ({ positionFieldsDropped }) => {
      events.positionsDropped({ carmaker, fields: positionFieldsDropped })
    },
    takeToken: (bucket, limit) => hints.takeToken(bucket, limit),
  })
}

/**
 * All regions sign in at one place: none is of use without it, but that it answers tells nothing of those who know the cars. A refusal is an
 * answer too.
 */
function tellBreaker(
  breaker: Listeners['breaker'],
  carmaker: Carmaker,
  { outcome, region, isSignIn }: CarmakerRequestEvent,
): void {
  const answered = typeof outcome === 'number' && outcome < 500
  if (isSignIn !== true) breaker.tell({ carmaker: carmaker.name, region: region ?? null }, answered)
  else if (!answered) for (const host of hostsOf(carmaker)) breaker.tell(host, false)
}
