import type { Express, Request, Response } from 'express'
import { testCharge } from '../../control/driver-controls.ts'
import { forgetRestart } from '../../control/forget-restart.ts'
import { lockDue, makeDue } from '../../database/claim-due.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import { listVehicles, saveWhereabouts } from '../../vehicles/vehicle-store.ts'
import type { ChargingPolicy } from '../../vehicles/vehicle.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit, admitBody } from '../door.ts'
import { entityTag, requireMatch } from '../entity-tag.ts'
import { required, settableVehicleAt, vehicleAt } from '../find.ts'
import { storePolicy } from '../policy-change.ts'
import { route } from '../route.ts'
import { atHomeRequestSchema, driverQuerySchema, policyRequestSchema } from '../schemas.ts'
import { policyDocument, vehicleDocument } from '../vehicle-document.ts'

/** Vehicles over the API: what they do and why, the policy, where they are, and the test charge. */
export function vehicleRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/v1/vehicles', {
    get: async (request, response) => {
      const { driverId } = admit(driverQuerySchema, request.query)
      const vehicles = await listVehicles(control.db, { driverId })
      response.json({ items: await Promise.all(vehicles.map((one) => vehicleDocument(context, one))) })
    },
  })
  route(app, '/v1/vehicles/:vehicleId', {
    get: async (request, response) => {
      response.json(await vehicleDocument(context, await vehicleAt(control.db, request)))
    },
  })
  route(app, '/v1/vehicles/:vehicleId/policy', {
    get: async (request, response) => {
      const { id } = await vehicleAt(control.db, request)
      answerPolicy(response, required('policy', await findPolicy(control.db, id)), control.clock.now())
    },
    put: (request, response) => putPolicy(context, request, response),
  })
  route(app, '/v1/vehicles/:vehicleId/at-home', {
    put: (request, response) => putAtHome(context, request, response),
  })
  route(app, '/v1/vehicles/:vehicleId/failed-restarts', {
    delete: async (request, response) => {
      await forgetRestart(control, (await settableVehicleAt(control.db, request)).id)
      response.status(204).end()
    },
  })
  route(app, '/v1/vehicles/:vehicleId/test-charge', {
    post: async (request, response) => {
      const vehicle = await vehicleAt(control.db, request)
      await testCharge(control, vehicle.id)
      response.status(202).json(await vehicleDocument(context, vehicle))
    },
  })
}

async function putAtHome(context: HttpContext, request: Request, response: Response): Promise<void> {
  const { control } = context
  const vehicle = await settableVehicleAt(control.db, request)
  const { atHome, homePlug = vehicle.homePlug } = admitBody(atHomeRequestSchema, request.body)
  const told = { toldAtHome: atHome, homePlug }
  await control.db.transaction().execute(async (trx) => {
    await lockDue(trx, 'vehicle_due', [vehicle.id])
    await saveWhereabouts(trx, vehicle.id, told)
    await makeDue(trx, 'vehicle_due', vehicle.id, control.clock.now())
  })
  control.wake()
  response.json(await vehicleDocument(context, { ...vehicle, ...told }))
}

async function putPolicy({ control }: HttpContext, request: Request, response: Response): Promise<void> {
  const { id } = await settableVehicleAt(control.db, request)
  const now = control.clock.now()
  const told = admitBody(policyRequestSchema(now), request.body)
  const current = required('policy', await findPolicy(control.db, id))
  requireMatch(request, entityTag(current.version))
  answerPolicy(response, await storePolicy(control, id, told, current.version), now)
}

function answerPolicy(response: Response, policy: ChargingPolicy, now: Date): void {
  response.set('ETag', entityTag(policy.version)).json(policyDocument(policy, now))
}
