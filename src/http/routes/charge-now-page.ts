import type { Express, Request, Response } from 'express'
import { ConflictError } from '../../base/errors.ts'
import { chargeNow } from '../../control/charge-now.ts'
import { CHARGE_NOW_OBSTACLES, chargeNowProspect } from '../../control/charge-now-obstacle.ts'
import type { ChargeNowWish } from '../../control/charge-now-wish.ts'
import { lastHeard } from '../../control/worth-reading.ts'
import { renderChargeNowPage, type ChargeNowPageView } from '../../pages/charge-now-page.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import { findState } from '../../vehicles/state-store.ts'
import { policyFor, type Vehicle } from '../../vehicles/vehicle.ts'
import { endOf, readChoice, typedChoice, type TypedChoice } from '../charge-now-choice.ts'
import { quoteDocument } from '../charge-now-quote.ts'
import type { HttpContext } from '../dependencies.ts'
import { required } from '../find.ts'
import { frameOf, pageParameters } from '../frame.ts'
import { route } from '../route.ts'
import { formVehicle, linkedVehicle, vehiclePath } from '../vehicle-page.ts'

/** Charge now: at once to the target, or with an end of the driver's choice, whose cost is shown first. */
export function chargeNowPageRoutes(app: Express, context: HttpContext): void {
  route(app, '/vehicles/:vehicleId/charge-now', {
    get: (request, response) => showChoice(context, request, response),
    post: (request, response) => takeChoice(context, request, response),
  })
}

const HOURS_FIRST = '1'

async function showChoice(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await linkedVehicle(context, request)
  const { db } = context.control
  const stored = required('policy', await findPolicy(db, vehicle.id))
  const state = await findState(db, vehicle.id)
  const policy = policyFor(stored, state)
  const choice = typedChoice(request.query)
  const read = readChoice(choice)
  const isChosen = choice.until !== undefined && read.kind === 'wish'
  // Before anything is chosen only what no choice mends is in the way.
  const wish: ChargeNowWish = isChosen ? read.wish : { until: 'unplugged' }
  const { obstacle, awaitsPlug } = await chargeNowProspect(context.control, vehicle.id, wish)
  const { currency, ...quote } = await quoteDocument(context, vehicle, wish)
  const view: ChargeNowPageView = {
    ...frameOf(context, request, response),
    ...{ timeZone: policy.timeZone, currency },
    planUrl: vehiclePath(request, vehicle, { page: '' }),
    url: vehiclePath(request, vehicle, { page: '/charge-now' }),
    address: addressOf(request),
    choice: shownChoice(choice, policy.targetPercent),
    faulty: read.kind === 'wish' ? [] : [read.field],
    obstacle: obstacle?.code ?? null,
    unpluggedAsOf: awaitsPlug && state !== undefined ? lastHeard(state) : undefined,
    quote: isChosen && obstacle === null ? quote : null,
  }
  response.type('html').send(renderChargeNowPage(view))
}

/** A form that is sent by GET replaces the parameters of its address, so it has to hold them. */
function addressOf(request: Request): Readonly<Record<string, string>> {
  const { link, lang } = pageParameters(request)
  return { ...(link !== undefined && { link }), ...(lang !== undefined && { lang }) }
}

/** What was typed, and where there is nothing, what most want. */
function shownChoice(choice: TypedChoice, target: number): ChargeNowPageView['choice'] {
  const { targetPercent = '', hours = HOURS_FIRST } = choice
  return {
    until: endOf(choice) ?? null,
    targetPercent: targetPercent === '' ? String(target) : targetPercent,
    hours,
  }
}

const FIELDS: readonly string[] = ['until', 'targetPercent', 'hours']

/** A form that is wrong or refused leads back to the choice, with what was typed; one with other fields is no choice. */
async function takeChoice(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await formVehicle(context, request)
  const body: unknown = request.body
  const choice = hasOtherFields(body) ? { ...typedChoice(body), until: '' } : typedChoice(body)
  const read = readChoice(choice)
  const isBegun = read.kind === 'wish' && (await begin(context, vehicle, read.wish))
  if (isBegun) {
    response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    return
  }
  const { targetPercent, hours } = choice
  const notice = { until: endOf(choice) ?? '', targetPercent, hours }
  response.redirect(303, vehiclePath(request, vehicle, { page: '/charge-now', notice }))
}

function hasOtherFields(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).some((name) => !FIELDS.includes(name))
}

/** @returns false if something is in the way, which the page of the choice tells; without live consent there is no choice */
async function begin({ control }: HttpContext, vehicle: Vehicle, wish: ChargeNowWish): Promise<boolean> {
  try {
    await chargeNow(control, vehicle.id, wish)
    return true
  } catch (error) {
    const isObstacle =
      error instanceof ConflictError && CHARGE_NOW_OBSTACLES.some((code) => code === error.code)
    if (!isObstacle || error.code === 'consent-missing') throw error
    return false
  }
}
