import type { Expression } from 'kysely'
import { siteLock } from '../sites/site-store.ts'
import { consentOf, isReadOnly } from './gather.ts'
import { herdOf } from './herd.ts'
import type { Bench, Course } from './set-course.ts'
import type { Work } from './work.ts'

/** What the course of a vehicle follows from. */
export function benchOf({ deps, connection, known, firstTest }: Work): Bench {
  const { capabilities, recipe, oauth } = deps.carmaker(connection.carmaker)
  return {
    now: deps.clock.now(),
    known,
    consent: consentOf(connection),
    readOnly: isReadOnly(connection, { oauth }),
    canWake: capabilities.wake,
    recipe,
    runLimits: deps.runLimits(connection.carmaker),
    herd: herdOf(deps, known.vehicle.id),
    newId: () => deps.randomness.id(),
    firstTest,
  }
}

/** What is locked before the row of the claim, so that cars of one site take their courses one after the other. */
export function siteLockOf({ deps, known }: Work): Expression<unknown> {
  return siteLock(deps.db, known.vehicle.siteId)
}

/** Tells of a new plan once it is written down. */
export function tell({ deps }: Work, { newPlan }: Course): void {
  if (newPlan === null) return
  const { vehicleId, cause: trigger, plan } = newPlan
  deps.events.plansComputed([{ vehicleId, trigger, feasibility: plan.feasibility, solver: plan.solver }])
}
