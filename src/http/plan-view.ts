import { addHours, subHours } from 'date-fns'
import { earliest, latest, type Interval } from '../base/interval.ts'
import { localDay } from '../base/local-time.ts'
import { isPluggedIn } from '../carmakers/charge-state.ts'
import { findConnection } from '../connections/connection-store.ts'
import { gather } from '../control/gather.ts'
import type { Known, StoredPlan } from '../control/known.ts'
import { plansSince } from '../control/plan-store.ts'
import { isServiceSilent } from '../control/worker-watch.ts'
import type { Database } from '../database/database.ts'
import type { TroubleCause } from '../events/trouble-causes.ts'
import { capacityStepsOf } from '../planning/capacity-steps.ts'
import type { FrameView } from '../pages/page-frame.ts'
import type { PlanPageView } from '../pages/plan-view.ts'
import type { WishNotice, WishView } from '../pages/wish-view.ts'
import { zoneFacts } from '../prices/zones.ts'
import { listSessions, sessionEnergy, type Session } from '../sessions/session-store.ts'
import { findSite } from '../sites/site-store.ts'
import type { Site } from '../sites/site.ts'
import { goesBySpot } from '../tariffs/contract.ts'
import { tariffAt } from '../tariffs/shipped-tariffs.ts'
import type { PriceBasis } from '../texts/plan-words.ts'
import { telemetrySince } from '../vehicles/telemetry-store.ts'
import { nextDeparture } from '../vehicles/departures.ts'
import { policyFor, promisedReadyBy, type Vehicle } from '../vehicles/vehicle.ts'
import { careOf } from './car-care.ts'
import { chargeNowFacts } from './charge-now-facts.ts'
import type { HttpContext } from './dependencies.ts'
import { required } from './find.ts'
import { blocksInForce, blockViews, type Progress } from './plan-blocks.ts'
import { isFollowed, releaseAfter } from './plan-rules.ts'
import { toldTrouble } from './trouble-document.ts'
import { reasonNow } from './reason-now.ts'
import { costsAround, estimateOf } from './stay-costs.ts'
import { assumedSocOf } from './vehicle-document.ts'
import { overrideFacts, wishView } from './wish-facts.ts'

export interface PlanPageRequest {
  readonly vehicle: Vehicle
  readonly frame: FrameView
  readonly notice: WishNotice | null
  readonly urls: PlanPageView['urls']
  readonly wishUrls: WishView['urls']
}

/** Shown after ready-by, so that the morning's prices can be compared. */
const AFTER_HOURS = 2
/** A stay that ended is shown for so long, with what it cost. */
const REMEMBERED_HOURS = 12
const LONGEST_HOURS = 36

/** Gathers everything the plan page shows from what is stored; nothing is asked of the car. */
export async function planPageView(context: HttpContext, request: PlanPageRequest): Promise<PlanPageView> {
  const { db, clock, carmaker } = context.control
  const { vehicle } = request
  const now = clock.now()
  const known = required('vehicle', await gather(db, vehicle, now))
  const connection = required('connection', await findConnection(db, vehicle.connectionId))
  const site = required('site', await findSite(db, vehicle.siteId))
  const stay = await stayOf(context, known, now)
  const slots = await costsAround(db, site, { now, window: stay.window })
  const telemetry = await telemetrySince(db, vehicle.id, stay.window.start)
  const reason = reasonNow(context.control, known, connection)
  const followed = isFollowed(reason)
  const progress = { now, isFollowed: followed, ...(await drawnIn(db, stay.session)) }
  return {
    ...request.frame,
    ...labels(context, vehicle, carmaker(connection.carmaker).label),
    ...policyFacts(known),
    ...(followed ? planFacts(known.plan) : pastPlanFacts(known.plan, now)),
    limitBelow: reason.code === 'vehicle_limit' ? null : limitBelow(known),
    ahead: aheadFacts(known.plan, stay.readyBy),
    now,
    currency: zoneFacts(site.biddingZone).currency,
    trouble: troubleOf(known),
    isServiceSilent: await isServiceSilent(db),
    doesNotRestart: known.lesson.doesNotRestartSince !== null,
    reason,
    status: known.state?.charge?.status ?? null,
    isStanding: connection.withdrawnAt !== null && releaseAfter(connection, known.commands) === 'unconfirmed',
    readyBy: stay.readyBy,
    slots: slots.map(({ components, ...slot }) => ({
      ...slot,
      spotPerKwh: goesBySpot(site.contract) ? components.spot : null,
    })),
    blocks: blockViews(blocksInForce(stay.plans), progress),
    observedCurve: telemetry.flatMap(({ observedAt, socPercent }) =>
      socPercent === null ? [] : [{ at: observedAt, soc: socPercent }],
    ),
    estimate: await estimateOf(db, { known, slots, now, isFollowed: followed, ...stay }),
    basis: basisAt(site, now),
    care: await careOf(context, { connection, vehicle }, request.urls.testCharge),
    ...(await chargeNowFacts(context, { known, connection })),
    wish: wishView(known.policy, request, now),
    urls: request.urls,
  }
}

/** The sandbox knows its drivers; anywhere else a page names nobody. */
function labels({ sandbox }: HttpContext, { driverId }: Vehicle, carmakerLabel: string) {
  const driver = sandbox?.drivers.find((each) => each.driverId === driverId)
  if (driver === undefined) return { driverLabel: null, carLabel: carmakerLabel }
  return { driverLabel: firstName(driver.name), carLabel: driver.car }
}

function policyFacts(known: Known) {
  const { policy, state, override } = known
  const charge = state?.charge ?? null
  return {
    timeZone: policy.timeZone,
    soc: charge === null ? null : charge.socPercent,
    assumedSoc: assumedSocOf(known),
    socObservedAt: charge === null ? null : charge.observedAt,
    target: policyFor(policy, state).targetPercent,
    minimum: policy.minimumPercent,
    override: overrideFacts(override),
  }
}

/** Known before the car stops there, while there is time to raise it. */
function limitBelow({ policy, state }: Known): number | null {
  const limit = state?.charge?.limitPercent ?? null
  if (limit === null || !isPluggedIn(state?.charge?.status ?? 'unknown')) return null
  return limit < policyFor(policy, state).targetPercent ? limit : null
}

function troubleOf(known: Known): TroubleCause | null {
  const told = toldTrouble(known)
  return told?.kind === 'trouble' ? told.cause : null
}

/** Enough to tell the sandbox's drivers apart. */
export function firstName(name: string): string {
  return name.split(' ', 1).join('')
}

interface ShownStay {
  readonly pluggedInAt: Date
  readonly readyBy: Date
  readonly window: Interval
  readonly plans: readonly StoredPlan[]
  readonly session: Session | undefined
}

/** The present stay at the plug, or the last one if it ended lately; else the time from now on. */
async function stayOf({ control }: HttpContext, known: Known, now: Date): Promise<ShownStay> {
  const last = (await listSessions(control.db, known.vehicle.id)).at(-1)
  const pluggedInAt = known.state?.pluggedInAt ?? lately(last, now) ?? now
  const readyBy = shownReadyBy(known, now)
  return {
    pluggedInAt,
    readyBy,
    window: {
      start: earliest(latest(pluggedInAt, subHours(now, LONGEST_HOURS)), now),
      end: addHours(latest(readyBy, now), AFTER_HOURS),
    },
    plans: await plansSince(control.db, known.vehicle.id, pluggedInAt),
    session: last?.pluggedInAt.getTime() === pluggedInAt.getTime() ? last : undefined,
  }
}

/** When the last stay began, if it ended a short while ago. */
function lately(last: Session | undefined, now: Date): Date | undefined {
  if (last === undefined || last.unpluggedAt === null) return undefined
  return last.unpluggedAt > subHours(now, REMEMBERED_HOURS) ? last.pluggedInAt : undefined
}

/** What is promised while the car is plugged in; otherwise the next one. */
function shownReadyBy({ state, policy }: Known, now: Date): Date {
  if (state != null && state.pluggedInAt !== null) return promisedReadyBy(policy, state)
  return nextDeparture(policy, now).readyBy
}

type PlanFacts = Pick<
  PlanPageView,
  'plan' | 'capacitySteps' | 'expectedCurve' | 'provisional' | 'feasibility' | 'shortfallKwh'
>

const NO_PLAN: PlanFacts = {
  plan: null,
  capacitySteps: [],
  expectedCurve: [],
  provisional: false,
  feasibility: 'ready',
  shortfallKwh: 0,
}

function planFacts(stored: StoredPlan | undefined): PlanFacts {
  if (stored === undefined) return NO_PLAN
  const { plan, problem } = stored
  const { socCurve, provisional, feasibility, shortfall } = plan
  return {
    plan,
    capacitySteps: capacityStepsOf(problem, plan),
    expectedCurve: socCurve,
    provisional,
    feasibility,
    shortfallKwh: shortfall,
  }
}

/** Of a plan that is followed no more: what it expected until now. */
function pastPlanFacts(stored: StoredPlan | undefined, now: Date): PlanFacts {
  const { plan, expectedCurve } = planFacts(stored)
  return { ...NO_PLAN, plan, expectedCurve: expectedCurve.filter(({ at }) => at <= now) }
}

async function drawnIn(
  db: Database,
  session: Session | undefined,
): Promise<Pick<Progress, 'drawn' | 'knownUntil'>> {
  if (session === undefined) return { drawn: [], knownUntil: null }
  return { drawn: await sessionEnergy(db, session.id), knownUntil: session.projectedTo }
}

/** Of a plan for the departure that is shown. */
function aheadFacts(stored: StoredPlan | undefined, readyBy: Date): PlanPageView['ahead'] {
  const ahead = stored?.problem.ahead
  if (stored === undefined || ahead === undefined) return null
  if (stored.promisedReadyBy.getTime() !== readyBy.getTime()) return null
  return {
    socPercent: stored.problem.need.target,
    nextReadyBy: ahead.readyBy,
    nextTarget: ahead.target,
  }
}

function basisAt(site: Site, now: Date): PriceBasis {
  const tariff = tariffAt(site)
  const isGridKnown = tariff.gaps.every(({ what }) => what !== 'grid-tariff')
  return {
    vat: tariff.vatRateOn(localDay(now, site.timeZone)) === 0 ? 'exempt' : 'included',
    gridCharge: isGridKnown ? 'included' : 'excluded',
  }
}
