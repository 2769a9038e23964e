import type { Express, Request, Response } from 'express'
import { findConnection, type Connection } from '../../connections/connection-store.ts'
import { consentEvents } from '../../connections/consent-store.ts'
import { commandsSince } from '../../control/command-store.ts'
import { withdrawConsent } from '../../control/driver-controls.ts'
import { renderWithdrawPage, type WithdrawalStage } from '../../pages/withdraw-page.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import type { HttpContext } from '../dependencies.ts'
import { required } from '../find.ts'
import { frameOf } from '../frame.ts'
import { releaseAfter } from '../plan-rules.ts'
import { route } from '../route.ts'
import { formVehicle, linkedVehicle, vehiclePath } from '../vehicle-page.ts'

/** Withdrawing consent: one step to confirm, then what became of it under the same address. */
export function withdrawRoutes(app: Express, context: HttpContext): void {
  route(app, '/vehicles/:vehicleId/withdraw', {
    get: (request, response) => showWithdrawal(context, request, response),
    post: async (request, response) => {
      const vehicle = await formVehicle(context, request)
      await withdrawConsent(context.control, vehicle.connectionId)
      response.redirect(303, vehiclePath(request, vehicle, { page: '/withdraw' }))
    },
  })
}

async function showWithdrawal(context: HttpContext, request: Request, response: Response): Promise<void> {
  const { db, carmaker } = context.control
  const vehicle = await linkedVehicle(context, request)
  const connection = required('connection', await findConnection(db, vehicle.connectionId))
  const policy = required('policy', await findPolicy(db, vehicle.id))
  const stage = (await over(context, connection, vehicle)) ?? {
    kind: 'confirm',
    confirmUrl: vehiclePath(request, vehicle, { page: '/withdraw' }),
    backUrl: vehiclePath(request, vehicle, { page: '' }),
  }
  const frame = frameOf(context, request, response)
  const sharedUrl = vehiclePath(request, vehicle, { page: '/consent' })
  const carmakerLabel = carmaker(connection.carmaker).label
  response
    .type('html')
    .send(renderWithdrawPage({ ...frame, timeZone: policy.timeZone, carmakerLabel, stage, sharedUrl }))
}

/** How far a withdrawal has come; `undefined` if there is none. */
async function over(
  { control }: HttpContext,
  connection: Connection,
  vehicle: Vehicle,
): Promise<WithdrawalStage | undefined> {
  const { state, withdrawingAt, withdrawnAt } = connection
  if (withdrawingAt === null || state === 'connected' || state === 'reauth_required') return undefined
  if (withdrawnAt === null) return { kind: 'withdrawing' }
  const commands = await commandsSince(control.db, vehicle.id, withdrawingAt)
  const ledger = await consentEvents(control.db, connection.id)
  return {
    kind: 'withdrawn',
    at: withdrawingAt,
    release: releaseAfter(connection, commands),
    receipt: ledger.findLast(({ event }) => event === 'withdrawn')?.id ?? null,
  }
}
