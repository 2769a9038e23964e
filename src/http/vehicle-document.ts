import { TZDate } from '@date-fns/tz'
import type { TimeZone } from '../base/local-time.ts'
import { findConnection } from '../connections/connection-store.ts'
import type { Override } from '../control/facts.ts'
import { gather, isReadOnly } from '../control/gather.ts'
import { findLatestStart } from '../control/intent-store.ts'
import type { Known } from '../control/known.ts'
import { promiseOf, type DriverPromise } from '../control/promise.ts'
import type { Reason } from '../control/reasons.ts'
import { promiseSentence } from '../texts/promise-sentence.ts'
import { testSentence } from '../texts/test-charge-sentence.ts'
import { sentenceFor, type SeenCar } from '../texts/reason-sentence.ts'
import { withAssumedSoc } from '../vehicles/assumed-soc.ts'
import { isAtHome } from '../vehicles/at-home.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import { findStreamAsked } from '../vehicles/streaming-store.ts'
import { findTestCharge } from '../vehicles/test-charge-store.ts'
import { EVERY_DAY_ALIKE, withoutPast } from '../vehicles/departures.ts'
import { policyAt, type ChargingPolicy, type Vehicle, type VehicleState } from '../vehicles/vehicle.ts'
import type { HttpContext } from './dependencies.ts'
import { required } from './find.ts'
import { troubleDocument } from './trouble-document.ts'
import { reasonNow } from './reason-now.ts'

/** A vehicle as the API shows it: what was last seen, and why it is (not) charging now. */
export async function vehicleDocument({ control, links }: HttpContext, vehicle: Vehicle) {
  const now = control.clock.now()
  const known = required('vehicle', await gather(control.db, vehicle, now))
  const connection = required('connection', await findConnection(control.db, vehicle.connectionId))
  const { timeZone } = known.policy
  const planUrl = await links.plan(vehicle.id)
  const brand = control.carmaker(connection.carmaker)
  // A driver may have left out the permission to command, whatever the car itself would do.
  const controllable = isReadOnly(connection, brand) ? 'no' : vehicle.controllable
  return {
    id: vehicle.id,
    driverId: vehicle.driverId,
    connectionId: vehicle.connectionId,
    carmaker: connection.carmaker,
    ...lastSeen(known.state),
    assumedSocPercent: assumedSocOf(known),
    controllable: controllable ?? 'unknown',
    streaming: await streamingOf(control, vehicle),
    pairingUrl: controllable === 'needs_pairing' ? (brand.pairingUrl?.href ?? null) : null,
    atHome: {
      atHome: isAtHome(vehicle, known.state, known.site),
      told: vehicle.toldAtHome,
      homePlug: vehicle.homePlug,
    },
    testCharge: testDocument(await findTestCharge(control.db, vehicle.id)),
    chargeNow: known.override?.kind === 'charge-now',
    override: overrideDocument(known.override),
    trouble: troubleDocument(known),
    doesNotRestartSince: known.lesson.doesNotRestartSince,
    reason: reasonDocument(reasonNow(control, known, connection), timeZone, {
      now,
      status: known.state?.charge?.status ?? null,
    }),
    promise: promiseDocument(
      promiseOf(
        brand.capabilities,
        { ...known, vehicle: { controllable } },
        { latestStart: await findLatestStart(control.db, vehicle.id), now },
      ),
      timeZone,
    ),
    planUrl: planUrl.href,
  }
}

/** Whether the car tells its charge state by itself; `unknown`: it was not asked to, or the carmaker did not tell. */
async function streamingOf({ db }: HttpContext['control'], { id, connectionId }: Vehicle): Promise<string> {
  const asked = await findStreamAsked(db, id)
  return (asked?.connectionId === connectionId ? asked.outcome : null) ?? 'unknown'
}

/** What the newest test charge proved, and the sentence a driver would read; `null` if there was none. */
function testDocument(test: TestCharge | undefined) {
  if (test === undefined) return null
  const { askedAt, finishedAt, readWorks, stopWorks, startWorks, cause } = test
  const text = { nb: testSentence(test, 'nb'), en: testSentence(test, 'en') }
  return { askedAt, finishedAt, readWorks, stopWorks, startWorks, cause, text }
}

/** What the driver wants beside the plan; `null`: nothing, the plan rules. Unplugging ends all of it. */
function overrideDocument(override: Override | undefined) {
  if (override === undefined) return null
  const { kind, since, end = { until: 'target' } } = override
  if (kind !== 'charge-now') return { kind, since, until: 'unplugged' }
  if (end.until === 'time') return { kind, since, until: end.until, endsAt: end.endsAt }
  if (end.until === 'unplugged') return { kind, since, until: end.until }
  return { kind, since, until: end.until, targetPercent: end.targetPercent ?? null }
}

/** What the last report said. A car that was never read is told as unknown and offline, not as anything else. */
function lastSeen(state: VehicleState | undefined) {
  const seen = state ?? { reach: 'offline', checkedAt: null, pluggedInAt: null, charge: null }
  const charge = seen.charge ?? NOTHING_SEEN
  return {
    status: charge.status,
    socPercent: charge.socPercent,
    limitPercent: charge.limitPercent,
    powerKw: charge.powerKw,
    observedAt: charge.observedAt,
    reach: seen.reach,
    checkedAt: seen.checkedAt,
    pluggedInAt: seen.pluggedInAt,
  }
}

/** What the car is planned for as if it had it, whole percent, while it does not tell its state of charge; else `null`. */
export function assumedSocOf({ state, vehicle }: Pick<Known, 'state' | 'vehicle'>): number | null {
  if (state?.assumed === undefined) return null
  const percent = withAssumedSoc(state, vehicle).charge?.socPercent ?? null
  return percent === null ? null : Math.floor(percent)
}

const NOTHING_SEEN = {
  status: 'unknown',
  socPercent: null,
  limitPercent: null,
  powerKw: null,
  observedAt: null,
} as const

/** The code with its facts, and the sentence a driver would read. */
function reasonDocument(reason: Reason, timeZone: TimeZone, seen: SeenCar) {
  const text = {
    nb: sentenceFor(reason, 'nb', timeZone, seen),
    en: sentenceFor(reason, 'en', timeZone, seen),
  }
  return { ...reason, text }
}

/** What holds if Ladeplan stops now: the class of the brand, and by when it has to be back. */
function promiseDocument(promise: DriverPromise, timeZone: TimeZone) {
  const text = {
    nb: promiseSentence(promise, 'nb', timeZone),
    en: promiseSentence(promise, 'en', timeZone),
  }
  return { class: promise.class, backBy: promise.backBy, text }
}

/** A policy as the API shows it; its version is the entity tag. What is over, a pause or an exception, is not shown any more. */
export function policyDocument(stored: ChargingPolicy, now: Date) {
  const policy = policyAt(stored, now)
  const { targetPercent, minimumPercent, readyBy, timeZone, paused, maxStarts, minimumRunMinutes } = policy
  const { weekdays, exceptions } = withoutPast(policy.departures ?? EVERY_DAY_ALIKE, { now, timeZone })
  const pausedUntil = paused ? (policy.pausedUntil ?? null) : null
  const limits = { maxStarts, minimumRunMinutes }
  return {
    ...{ targetPercent, minimumPercent, readyBy, weekdays, exceptions, timeZone },
    ...{ paused, pausedUntil, ...limits },
  }
}

/** An instant with the offset of a zone, RFC 3339. */
export function withOffset(instant: Date, timeZone: TimeZone): string {
  return new TZDate(instant, timeZone).toISOString()
}
