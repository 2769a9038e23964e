import type { Connection } from '../connections/connection-store.ts'
import { decide } from '../control/decide.ts'
import { factsOf } from '../control/facts-of.ts'
import { consentOf, type Known } from '../control/gather.ts'
import type { Reason } from '../control/reasons.ts'

/**
 * Why the car is, or is not, charging at `now`: what a pass would say that had nothing new to go by. The loop's own
 * reducer is asked, so that no page can tell another story; nothing comes of its decision. A command that failed stays
 * told until a pass has decided anew.
 */
export function reasonNow(known: Known, connection: Connection, now: Date): Reason {
  const { vehicle, state, plan, intent } = known
  const failed = intent?.reason.code === 'command_failed' && intent.validUntil > now
  if (failed && connection.state === 'connected') return intent.reason
  return decide(factsOf(known, consentOf(connection), { now, state, vehicle, followed: plan ?? null })).reason
}
