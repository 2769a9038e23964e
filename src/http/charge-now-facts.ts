import type { Connection } from '../connections/connection-store.ts'
import { obstacleIn } from '../control/charge-now-obstacle.ts'
import type { Known } from '../control/known.ts'
import type { PlanPageView } from '../pages/plan-view.ts'
import { quoteDocument } from './charge-now-quote.ts'
import type { HttpContext } from './dependencies.ts'

/** Whether charge now works, and what it would cost where nothing else rules. */
export async function chargeNowFacts(
  context: HttpContext,
  found: { readonly known: Known; readonly connection: Connection },
): Promise<Pick<PlanPageView, 'chargeNowObstacle' | 'chargeNowExtra'>> {
  const { override, vehicle } = found.known
  // What no choice mends comes before what another target does.
  const obstacle =
    obstacleIn(context.control, found, { until: 'unplugged' }) ??
    obstacleIn(context.control, found, { until: 'target' })
  if (obstacle !== null || override !== undefined) return { chargeNowObstacle: obstacle?.code ?? null }
  const { extraCost } = await quoteDocument(context, vehicle, { until: 'target' })
  return { chargeNowObstacle: null, chargeNowExtra: extraCost }
}
