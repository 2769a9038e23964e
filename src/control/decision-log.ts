import { z } from 'zod'
import { canonicalHash } from '../base/canonical.ts'
import { CHARGING_STATUSES } from '../carmakers/charge-state.ts'
import { CONTROLLABILITIES } from '../carmakers/controllability.ts'
import { INTENT_CAUSES, type Decision, type Facts } from './facts.ts'
import { reasonSchema } from './reasons.ts'

const instant = z.coerce.date()
const share = z.number().min(0).max(100)

/** What a decision rested on. Closed: nothing that is not named here can be kept, and nothing here says who or where. */
export const knewSchema = z.strictObject({
  consent: z.enum(['live', 'lapsed', 'withdrawing', 'ended']),
  controllable: z.enum(CONTROLLABILITIES).nullable(),
  atHome: z.boolean().nullable(),
  status: z.enum(CHARGING_STATUSES).nullable(),
  reach: z.enum(['online', 'asleep', 'offline']).nullable(),
  /** As it was decided by: see `socIsAssumed`. */
  socPercent: share.nullable(),
  /** The car does not tell it, and it is the lowest plausible. Left out: it tells. */
  socIsAssumed: z.literal(true).optional(),
  limitPercent: share.nullable(),
  powerKw: z.number().nullable(),
  /** When the car recorded it. */
  observedAt: instant.nullable(),
  /** When it was last asked with success. */
  checkedAt: instant.nullable(),
  pluggedInAt: instant.nullable(),
  targetPercent: share,
  minimumPercent: share,
  /** What the plan charges to past the target, for the departure after. Left out: it does not. */
  aheadPercent: share.optional(),
  override: z
    .string()
    .regex(/^[a-z-]{1,30}$/)
    .nullable(),
  testing: z.boolean(),
  planId: z.string().nullable(),
  promisedReadyBy: instant.nullable(),
  feasibility: z.enum(['ready', 'late']).nullable(),
  latestStart: instant.nullable(),
  finishAt: instant.nullable(),
  waitsUntil: instant.nullable(),
  quietUntil: instant.nullable(),
  carmakerDownSince: instant.nullable(),
  commandsToday: z.number().int().min(0),
  wakesToday: z.number().int().min(0),
})
export type Knew = z.infer<typeof knewSchema>

/** What was decided. `null` where the car was not ours to control. */
export const decidedSchema = z.strictObject({
  desired: z.enum(['CHARGE', 'HOLD', 'RELEASE']).nullable(),
  cause: z.enum(INTENT_CAUSES).nullable(),
  epoch: z.number().int().nullable(),
  validUntil: instant.nullable(),
  reason: reasonSchema,
  /** Why a new plan was made in this pass; `null`: the one before holds, or none is needed. */
  planCause: z
    .string()
    .regex(/^[a-z-]{1,30}$/)
    .nullable(),
})
export type Decided = z.infer<typeof decidedSchema>

/** One decision as it goes into the log. */
export interface DecisionEntry {
  readonly knew: Knew
  readonly decided: Decided
  readonly nextDue: Date | null
  readonly commandId: string | null
}

/** What is made where no carmaker is called: nothing is planned, nothing sent. */
export const WITHOUT_A_CALL = { planCause: null, commandId: null }

/** Where a pass came to, and the command it sends. Pure. */
export function entryOf(
  { facts, decision }: { readonly facts: Facts; readonly decision: Decision },
  made: { readonly planCause: string | null; readonly commandId: string | null },
): DecisionEntry {
  const { intent, reason, nextDue } = decision
  const { planCause, commandId } = made
  const { desired = null, cause = null, epoch = null, validUntil = null } = intent ?? {}
  return {
    knew: knewOf(facts),
    decided: { desired, cause, epoch, validUntil, reason, planCause },
    nextDue,
    commandId,
  }
}

function knewOf(facts: Facts): Knew {
  const { consent, controllable, atHome, policy, override, test, latestStart, finishAt, spentToday } = facts
  const { waitsUntil, quietUntil, carmakerDownSince, aheadPercent = 0 } = facts
  return {
    consent,
    controllable,
    atHome,
    ...lastSeen(facts.state),
    targetPercent: policy.targetPercent,
    minimumPercent: policy.minimumPercent,
    ...(aheadPercent > 0 && { aheadPercent }),
    override: policy.paused ? 'paused' : (override?.kind ?? null),
    testing: test !== null,
    ...planOf(facts.followed),
    latestStart,
    finishAt,
    waitsUntil,
    quietUntil,
    carmakerDownSince,
    commandsToday: spentToday.commands,
    wakesToday: spentToday.wakes,
  }
}

type Seen = Pick<
  Knew,
  | 'status'
  | 'reach'
  | 'socPercent'
  | 'socIsAssumed'
  | 'limitPercent'
  | 'powerKw'
  | 'observedAt'
  | 'checkedAt'
  | 'pluggedInAt'
>

function lastSeen(state: Facts['state']): Seen {
  const { reach = null, checkedAt = null, pluggedInAt = null } = state ?? {}
  const { status, socPercent, limitPercent, powerKw, observedAt } = state?.charge ?? NOTHING_SEEN
  const assumed = state?.assumed === undefined ? {} : { socIsAssumed: true as const }
  return { status, reach, socPercent, limitPercent, powerKw, observedAt, checkedAt, pluggedInAt, ...assumed }
}

const NOTHING_SEEN = { status: null, socPercent: null, limitPercent: null, powerKw: null, observedAt: null }

function planOf(followed: Facts['followed']): Pick<Knew, 'planId' | 'promisedReadyBy' | 'feasibility'> {
  if (followed === null) return { planId: null, promisedReadyBy: null, feasibility: null }
  return {
    planId: followed.id,
    promisedReadyBy: followed.promisedReadyBy,
    feasibility: followed.plan.feasibility,
  }
}

/**
 * What makes a decision another than the one before: what is wanted, why and what is sent, and the facts that changed
 * sides. Figures that creep, as the state of charge does, are not among them.
 */
export function samenessOf({ knew, decided, commandId }: DecisionEntry): string {
  const { consent, controllable, atHome, status, reach, override, testing, planId } = knew
  const { desired, cause, epoch, reason } = decided
  const code = reason.code
  return canonicalHash({
    ...{ consent, controllable, atHome, status, reach, override, testing, planId },
    ...{ desired, cause, epoch, code, commandId },
  })
}
