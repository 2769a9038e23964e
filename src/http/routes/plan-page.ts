import type { Express, Request, Response } from 'express'
import { z } from 'zod'
import { refuseAfterEnd } from '../../connections/ended-consent.ts'
import { cancelChargeNow, letPlanRule } from '../../control/charge-now.ts'
import type { ControlDependencies } from '../../control/dependencies.ts'
import { testCharge } from '../../control/driver-controls.ts'
import { renderPlanPage } from '../../pages/plan-page.ts'
import { WISH_FORMS, type WishForm, type WishNotice } from '../../pages/wish-view.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import type { HttpContext } from '../dependencies.ts'
import { frameOf } from '../frame.ts'
import { planPageView } from '../plan-view.ts'
import { route } from '../route.ts'
import { formVehicle, linkedVehicle, vehiclePath } from '../vehicle-page.ts'
import { takeWish } from '../wish-form.ts'

/** Buttons without fields: one press, one act. */
const BUTTONS: Readonly<Record<string, (control: ControlDependencies, vehicleId: string) => Promise<void>>> =
  {
    'cancel-charge-now': cancelChargeNow,
    'hand-back': letPlanRule,
    'test-charge': testCharge,
  }

/** The part of the page that holds a form, to come back to. */
const PLACES: Readonly<Record<WishForm, string>> = {
  policy: 'wish',
  week: 'week',
  exceptions: 'days',
  'remove-exception': 'days',
  pause: 'pause',
  resume: 'pause',
}

/**
 * The driver's page, and the forms on it. A form that was taken is answered with the way back to the page; one that was not,
 * with the page itself and what is wrong, what was typed being kept.
 */
export function planPageRoutes(app: Express, context: HttpContext): void {
  route(app, '/vehicles/:vehicleId', {
    get: async (request, response) => {
      const vehicle = await linkedVehicle(context, request)
      await showPlan(context, { request, response, vehicle }, noticeIn(request))
    },
  })
  for (const [button, act] of Object.entries(BUTTONS)) {
    route(app, `/vehicles/:vehicleId/${button}`, {
      post: async (request, response) => {
        const vehicle = await formVehicle(context, request)
        await act(context.control, vehicle.id)
        response.redirect(303, vehiclePath(request, vehicle, { page: '' }))
      },
    })
  }
  for (const form of WISH_FORMS) {
    route(app, `/vehicles/:vehicleId/${form}`, {
      post: (request, response) => takeForm(context, form, request, response),
    })
  }
}

async function takeForm(
  context: HttpContext,
  form: WishForm,
  request: Request,
  response: Response,
): Promise<void> {
  const vehicle = await formVehicle(context, request)
  await refuseAfterEnd(context.control.db, vehicle.connectionId)
  const body: unknown = request.body
  const notice = await takeWish(context, vehicle, { form, body })
  if (notice.kind === 'saved') {
    const page = vehiclePath(request, vehicle, { page: '', notice: { saved: form } })
    response.redirect(303, `${page}#${PLACES[form]}`)
    return
  }
  response.status(422)
  await showPlan(context, { request, response, vehicle }, notice)
}

interface Visitor {
  readonly request: Request
  readonly response: Response
  readonly vehicle: Vehicle
}

async function showPlan(
  context: HttpContext,
  { request, response, vehicle }: Visitor,
  notice: WishNotice | null,
): Promise<void> {
  const at = (page: string): string => vehiclePath(request, vehicle, { page })
  const wishUrls: Record<WishForm, string> = {
    policy: at('/policy'),
    week: at('/week'),
    exceptions: at('/exceptions'),
    'remove-exception': at('/remove-exception'),
    pause: at('/pause'),
    resume: at('/resume'),
  }
  const view = await planPageView(context, {
    vehicle,
    // After a form that was wrong the address is the form's, which nobody can open.
    frame: { ...frameOf(context, request, response), self: at('') },
    notice,
    wishUrls,
    urls: {
      why: at('/why'),
      chargeNow: at('/charge-now'),
      chooseChargeNow: at('/charge-now'),
      cancelChargeNow: at('/cancel-charge-now'),
      handBack: at('/hand-back'),
      testCharge: at('/test-charge'),
      withdraw: at('/withdraw'),
      consent: at('/consent'),
    },
  })
  response.type('html').send(renderPlanPage(view))
}

const noticeSchema = z.object({ saved: z.enum(WISH_FORMS) })

function noticeIn(request: Request): WishNotice | null {
  const parsed = noticeSchema.safeParse(request.query)
  return parsed.success ? { kind: 'saved', form: parsed.data.saved } : null
}
