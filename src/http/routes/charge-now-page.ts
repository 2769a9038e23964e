import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { ConflictError } from '../../base/errors.ts'
import { chargeNow, type ChargeNowWish } from '../../control/charge-now.ts'
import {
  CHARGE_NOW_ENDS,
  CHARGE_NOW_REFUSALS,
  renderChargeNowPage,
  type ChargeNowPageView,
  type ChargeNowRefusal,
} from '../../pages/charge-now-page.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import { findState } from '../../vehicles/state-store.ts'
import { policyFor, type Vehicle } from '../../vehicles/vehicle.ts'
import { quoteDocument } from '../charge-now-quote.ts'
import { chargeNowRequestSchema } from '../charge-now-schema.ts'
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

const choiceSchema = z.object({
  until: z.enum(CHARGE_NOW_ENDS).optional().catch(undefined),
  targetPercent: z.string().max(10).catch(''),
  hours: z.string().max(10).catch(''),
  refused: z.enum(CHARGE_NOW_REFUSALS).nullable().catch(null),
})
type Choice = z.infer<typeof choiceSchema>

const HOURS_FIRST = '1'

async function showChoice(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await linkedVehicle(context, request)
  const { db } = context.control
  const stored = required('policy', await findPolicy(db, vehicle.id))
  const policy = policyFor(stored, await findState(db, vehicle.id))
  const choice = choiceSchema.parse(request.query)
  const parsed = wishOf(choice)
  const wish: ChargeNowWish = parsed.kind === 'wish' ? parsed.wish : { until: 'target' }
  const { currency, ...quote } = await quoteDocument(context, vehicle, wish)
  const isChosen = choice.until !== undefined && parsed.kind === 'wish' && choice.refused === null
  const view: ChargeNowPageView = {
    ...frameOf(context, request, response),
    ...{ timeZone: policy.timeZone, currency },
    planUrl: vehiclePath(request, vehicle, { page: '' }),
    url: vehiclePath(request, vehicle, { page: '/charge-now' }),
    address: addressOf(request),
    choice: shownChoice(choice, policy.targetPercent),
    faulty: parsed.kind === 'wish' ? [] : [parsed.field],
    refusal: choice.refused,
    quote: isChosen ? quote : null,
  }
  response.type('html').send(renderChargeNowPage(view))
}

/** A form that is sent by GET replaces the parameters of its address, so it has to hold them. */
function addressOf(request: Request): Readonly<Record<string, string>> {
  const { link, lang } = pageParameters(request)
  return { ...(link !== undefined && { link }), ...(lang !== undefined && { lang }) }
}

/** What was typed, and where nothing was, what most want. */
function shownChoice({ until, targetPercent, hours }: Choice, target: number): ChargeNowPageView['choice'] {
  return {
    until: until ?? 'target',
    targetPercent: targetPercent === '' ? String(target) : targetPercent,
    hours: hours === '' ? HOURS_FIRST : hours,
  }
}

/** An empty form is the button on the plan page; a refusal leads back to the choice, with what was typed. */
async function takeChoice(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await formVehicle(context, request)
  const choice = choiceSchema.parse(request.body ?? {})
  const wish = wishOf(choice)
  const refused = wish.kind === 'fault' ? undefined : await begin(context, vehicle, wish.wish)
  if (wish.kind === 'wish' && refused === undefined) {
    response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    return
  }
  const { until = 'target', targetPercent, hours } = choice
  const notice = { until, targetPercent, hours, ...(refused !== undefined && { refused }) }
  response.redirect(303, vehiclePath(request, vehicle, { page: '/charge-now', notice }))
}

/** @returns why it was not begun, if that is something the driver can mend */
async function begin(
  { control }: HttpContext,
  vehicle: Vehicle,
  wish: ChargeNowWish,
): Promise<ChargeNowRefusal | undefined> {
  try {
    await chargeNow(control, vehicle.id, wish)
    return undefined
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    const refusal = CHARGE_NOW_REFUSALS.find((code) => code === error.code)
    if (refusal === undefined) throw error
    return refusal
  }
}

type Parsed =
  | { readonly kind: 'wish'; readonly wish: ChargeNowWish }
  | { readonly kind: 'fault'; readonly field: 'targetPercent' | 'hours' }

/** The choice by the rules of the API. Fields that belong to another end are left aside. */
function wishOf({ until = 'target', targetPercent, hours }: Choice): Parsed {
  const told = {
    target: targetPercent === '' ? {} : { targetPercent: figure(targetPercent) },
    time: { hours: figure(hours) },
    unplugged: {},
  }
  const parsed = chargeNowRequestSchema.safeParse({ until, ...told[until] })
  if (parsed.success) return { kind: 'wish', wish: parsed.data }
  return { kind: 'fault', field: until === 'time' ? 'hours' : 'targetPercent' }
}

/** A number, with a decimal comma too; or what was typed, for the rules to refuse. */
function figure(typed: string): number | string {
  const plain = typed.trim().replace(',', '.')
  return /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : typed
}
