import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { ConflictError } from '../../base/errors.ts'
import { cancelChargeNow, chargeNow, letPlanRule } from '../../control/charge-now.ts'
import { testCharge } from '../../control/driver-controls.ts'
import { renderPlanPage } from '../../pages/plan-page.ts'
import { POLICY_FIELDS, type PolicyField, type PolicyNotice } from '../../pages/plan-view.ts'
import { changePolicy, findPolicy } from '../../vehicles/policy-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import type { HttpContext } from '../dependencies.ts'
import { entityTag, staleTag } from '../entity-tag.ts'
import { required } from '../find.ts'
import { frameOf } from '../frame.ts'
import { planPageView } from '../plan-view.ts'
import { route } from '../route.ts'
import { policyFormSchema } from '../schemas.ts'
import { formVehicle, linkedVehicle, vehiclePath } from '../vehicle-page.ts'

/** The driver's page, and the forms on it. Each form is answered with the way back to the page. */
export function planPageRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/vehicles/:vehicleId', { get: (request, response) => showPlan(context, request, response) })
  route(app, '/vehicles/:vehicleId/charge-now', {
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      await chargeNow(control, vehicle.id).catch(unlessUnplugged)
      response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    },
  })
  route(app, '/vehicles/:vehicleId/cancel-charge-now', {
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      await cancelChargeNow(control, vehicle.id)
      response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    },
  })
  route(app, '/vehicles/:vehicleId/hand-back', {
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      await letPlanRule(control, vehicle.id)
      response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    },
  })
  route(app, '/vehicles/:vehicleId/test-charge', {
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      await testCharge(control, vehicle.id)
      response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
    },
  })
  route(app, '/vehicles/:vehicleId/policy', {
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      const notice = await savePolicy(context, vehicle, request.body)
      response.redirect(303, `${vehiclePath(request, vehicle, { page: '', notice })}#wish`)
    },
  })
}

/** The page itself says that the car is not plugged in, or charged that far, better than any problem page could. */
function unlessUnplugged(error: unknown): void {
  if (!(error instanceof ConflictError) || !SHOWN_ANYWAY.includes(error.code)) throw error
}

const SHOWN_ANYWAY: readonly string[] = ['vehicle-not-plugged-in', 'target-already-reached']

async function showPlan(context: HttpContext, request: Request, response: Response): Promise<void> {
  const vehicle = await linkedVehicle(context, request)
  const view = await planPageView(context, {
    vehicle,
    frame: frameOf(context, request, response),
    notice: noticeIn(request),
    urls: {
      why: vehiclePath(request, vehicle, { page: '/why' }),
      chargeNow: vehiclePath(request, vehicle, { page: '/charge-now' }),
      cancelChargeNow: vehiclePath(request, vehicle, { page: '/cancel-charge-now' }),
      handBack: vehiclePath(request, vehicle, { page: '/hand-back' }),
      testCharge: vehiclePath(request, vehicle, { page: '/test-charge' }),
      policy: vehiclePath(request, vehicle, { page: '/policy' }),
      withdraw: vehiclePath(request, vehicle, { page: '/withdraw' }),
      consent: vehiclePath(request, vehicle, { page: '/consent' }),
    },
  })
  response.type('html').send(renderPlanPage(view))
}

/** @returns what the page is to say about it */
async function savePolicy(
  { control }: HttpContext,
  vehicle: Vehicle,
  body: unknown,
): Promise<Readonly<Record<string, string>>> {
  const wanted = policyFormSchema.safeParse(body ?? {})
  if (!wanted.success) return { invalid: faultyFields(wanted.error).join(',') }
  const { target, minimum, readyBy } = wanted.data
  const current = required('policy', await findPolicy(control.db, vehicle.id))
  const policy = { ...current, targetPercent: target, minimumPercent: minimum, readyBy }
  const now = control.clock.now()
  const changed = await control.db
    .transaction()
    .execute((trx) => changePolicy(trx, { vehicleId: vehicle.id, policy, now }))
  if (changed === undefined) throw staleTag(entityTag(current.version))
  control.wake()
  return { saved: 'policy' }
}

/** A form with fields that nobody knows, or none, is wrong as a whole. */
function faultyFields(error: z.ZodError): readonly PolicyField[] {
  const named = POLICY_FIELDS.filter((field) => error.issues.some(({ path }) => path[0] === field))
  return named.length === 0 ? POLICY_FIELDS : named
}

const noticeSchema = z.object({ saved: z.literal('policy').optional(), invalid: z.string().optional() })

function noticeIn(request: Request): PolicyNotice | null {
  const parsed = noticeSchema.safeParse(request.query)
  if (!parsed.success) return null
  if (parsed.data.saved !== undefined) return { kind: 'saved' }
  const invalid = (parsed.data.invalid ?? '').split(',')
  const fields = POLICY_FIELDS.filter((field) => invalid.includes(field))
  return fields.length === 0 ? null : { kind: 'invalid', fields }
}
