import { ORDINARY_RECIPE } from '../carmakers/command-recipe.ts'
import type { Connection } from '../connections/connection-store.ts'
import { decide } from '../control/decide.ts'
import { ALONE, factsOf } from '../control/facts-of.ts'
import { consentOf } from '../control/gather.ts'
import type { Known } from '../control/known.ts'
import { isFailure, type Reason } from '../control/reasons.ts'

/**
 * Why the car is, or is not, charging at `now`: what a pass would say that had nothing new to go by. The loop's own
 * reducer is asked, so that no page can tell another story; nothing comes of its decision. A command that failed stays
 * told until a pass has decided anew.
 */
export function reasonNow(known: Known, connection: Connection, now: Date): Reason {
  const { vehicle, state, plan, intent } = known
  const failed = intent !== undefined && isFailure(intent.reason) && intent.validUntil > now
  if (failed && connection.state === 'connected') return intent.reason
  const seen = {
    now,
    state,
    vehicle,
    followed: plan ?? null,
    room: { ...ALONE, waitsUntil: waitsFor(known, now) },
    // How a command would be sent is no matter of the reason for it.
    canWake: true,
    recipe: ORDINARY_RECIPE,
  }
  return decide(factsOf(known, consentOf(connection), seen)).reason
}

/** As the last pass found it: the other cars of the site are not asked here. */
function waitsFor({ intent }: Known, now: Date): Date | null {
  return intent?.cause === 'other-car' && intent.validUntil > now ? intent.validUntil : null
}
