import type { Connection } from '../connections/connection-store.ts'
import { prospectIn } from '../control/charge-now-obstacle.ts'
import type { Known } from '../control/known.ts'
import type { PlanPageView } from '../pages/plan-view.ts'
import { quoteDocument } from './charge-now-quote.ts'
import { lastHeard } from '../control/worth-reading.ts'
import type { HttpContext } from './dependencies.ts'

/** Whether charge now works, and what it would cost where nothing else rules. */
export async function chargeNowFacts(
  context: HttpContext,
  found: { readonly known: Known; readonly connection: Connection },
): Promise<Pick<PlanPageView, 'chargeNowObstacle' | 'chargeNowExtra' | 'unpluggedAsOf'>> {
  const { override, vehicle, state } = found.known
  const { obstacle: general, awaitsPlug } = prospectIn(context.control, found, { until: 'unplugged' })
  // What no choice mends comes before what another target does.
  const obstacle = general ?? prospectIn(context.control, found, { until: 'target' }).obstacle
  if (awaitsPlug && obstacle === null && override === undefined && state !== undefined)
    return { chargeNowObstacle: null, unpluggedAsOf: lastHeard(state) }
  if (obstacle !== null || override !== undefined) return { chargeNowObstacle: obstacle?.code ?? null }
  const { extraCost } = await quoteDocument(context, vehicle, { until: 'target' })
  return { chargeNowObstacle: null, chargeNowExtra: extraCost }
}
