import type { Connection } from '../connections/connection-store.ts'
import { decide } from '../control/decide.ts'
import type { ControlDependencies } from '../control/dependencies.ts'
import { factsInHand } from '../control/facts-in-hand.ts'
import type { Known } from '../control/known.ts'
import { isFailure, type Reason } from '../control/reasons.ts'

/**
 * Why the car is, or is not, charging now: what a pass would say that had nothing new to go by. The loop's own reducer is
 * asked, so that no page can tell another story; nothing comes of its decision. A command that failed, a carmaker that
 * is away and a wait for its rate stay told until a pass has decided anew.
 */
export function reasonNow(
  control: Pick<ControlDependencies, 'clock' | 'carmaker'>,
  known: Known,
  connection: Connection,
): Reason {
  const { intent } = known
  const failed = intent !== undefined && isFailure(intent.reason) && intent.validUntil > control.clock.now()
  if (failed && connection.state === 'connected') return intent.reason
  const downSince = intent?.reason.code === 'carmaker_down' ? intent.reason.since : null
  const queuedSince = intent?.reason.code === 'waiting_for_turn' ? intent.reason.since : null
  return decide({ ...factsInHand(control, connection, known, downSince), queuedSince }).reason
}
