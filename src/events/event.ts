import { z } from 'zod'
import { HEALTH_REASONS, HEALTH_STATES } from './health-reasons.ts'
import { TEST_CAUSES } from './test-causes.ts'
import { TROUBLE_CAUSES } from './trouble-causes.ts'

const instant = z.coerce.date()
const share = z.number().min(0).max(100)
/** Ids of our own; nothing that a carmaker or a driver made up. */
const ownId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/)
/** Of a brand that has an adapter. */
const ownName = z.string().regex(/^[a-z]{1,20}$/)
/** Of the carmaker, as configured; `null`: the brand has none. Events from before regions were told apart name none. */
const regionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/)
  .nullable()
  .default(null)

function event<Type extends string, Data extends z.ZodRawShape>(type: Type, data: Data) {
  return z.strictObject({ type: z.literal(type), data: z.strictObject(data) })
}

/**
 * Every kind of event, by type. To add one: its schema here, its sentence in `texts/event-sentence.ts`, its row in
 * docs/reference/events.md; the compiler and a test ask for the last two. Only closed sets, figures, instants and ids of our own:
 * no free text, nothing personal, no position.
 */
export const eventSchema = z.discriminatedUnion('type', [
  /** A car does not do what it is told; once per incident, within ten minutes of the first failure. */
  event('charging.trouble', { incidentId: ownId, cause: z.enum(TROUBLE_CAUSES), since: instant }),
  event('charging.trouble_over', {
    incidentId: ownId,
    cause: z.enum(TROUBLE_CAUSES),
    /** `not_wanted`: unplugged, paused or no longer ours to control. `other_cause`: told anew, with what is wrong by now. */
    because: z.enum(['it_obeys', 'not_wanted', 'other_cause']),
  }),
  /** The car cannot be ready in time; told as soon as it is known. */
  event('ready_by.at_risk', {
    readyBy: instant,
    targetPercent: share,
    /** `null`: cannot be foreseen. */
    expectedPercent: share.nullable(),
    expectedAt: instant.nullable(),
  }),
  /** It can be after all, or the question is void. */
  event('ready_by.safe', { readyBy: instant, because: z.enum(['in_time', 'void']) }),
  /** Ready-by has passed, and the car is below its target. */
  event('ready_by.missed', { readyBy: instant, targetPercent: share, socPercent: share }),
  /** The car did not start again after our stops, `nights` times: it is charged in one block from now on. */
  event('restart.unreliable', { nights: z.number().int().min(0) }),
  /** Charging was started or stopped by hand: ready-by is off until the car is unplugged or handed back. */
  event('driver.took_over', { how: z.enum(['started', 'stopped']) }),
  event('restart.reliable', { because: z.enum(['it_restarted', 'driver']) }),
  /** A test charge is over. `null`: not tried; a cause, unless everything works. */
  event('test_charge.finished', {
    readWorks: z.boolean().nullable(),
    stopWorks: z.boolean().nullable(),
    startWorks: z.boolean().nullable(),
    cause: z.enum(TEST_CAUSES).nullable(),
  }),
  /** How the connection of the car is doing has changed; in time for tonight. */
  event('connection.health', {
    state: z.enum(HEALTH_STATES),
    reason: z.enum(HEALTH_REASONS),
    /** The ready-by time that is missed unless somebody does something; `null` if none is in sight. */
    readyByAtRisk: instant.nullable(),
  }),
  /** Nobody looks after any car, `since` the last worker was heard; no car is meant. */
  event('service.silent', { since: instant }),
  event('service.back', { from: instant, to: instant }),
  /** None of the cars of a carmaker, or of one region of it, can be asked or commanded; no car is meant. */
  event('carmaker.away', { carmaker: ownName, region: regionName, since: instant }),
  event('carmaker.back', { carmaker: ownName, region: regionName, from: instant, to: instant }),
])
export type EventBody = z.infer<typeof eventSchema>
export type EventType = EventBody['type']

/** An event about one vehicle, or with `null` about all of them. `at` is world time. */
export type Event = EventBody & {
  readonly id: string
  readonly vehicleId: string | null
  readonly at: Date
}

/** An event in the order in which readers get it: later events have higher positions. */
export type PlacedEvent = Event & { readonly position: number }
