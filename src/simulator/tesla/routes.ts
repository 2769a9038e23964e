import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { keeping, send, type Answer } from '../answer.ts'
import type { Operation } from '../faults.ts'
import type { World } from '../world.ts'
import { decideAuthorization, showAuthorization } from '../sign-in/authorize.ts'
import { failure } from './envelope.ts'
import { TESLA_SIGN_IN } from './scopes.ts'
import { addKey, showKeyPage } from './key-page.ts'
import { REGION_PATHS } from './regions.ts'
import { answerSigningProxy } from './signing-proxy.ts'
import { answerRevocation, answerTokenRequest, metadata } from './token-endpoint.ts'
import { answerVehicleApi } from './vehicle-api.ts'

/**
 * The carmaker's addresses: sign-in under `/oauth2/v3`, vehicles under `/api/1` of each region and, through the proxy that signs
 * commands, under `/signing-proxy/api/1`; a key is added to cars under `/_ak`.
 */
export function teslaRoutes(world: World): Router {
  const router = express.Router()
  router.use('/oauth2/v3', oauthRoutes(world))
  router.use('/_ak', keyRoutes(world))
  for (const path of Object.values(REGION_PATHS)) {
    apiRoutes(router, world, { at: `${path}/api/1`, answerTo: answerVehicleApi })
  }
  apiRoutes(router, world, { at: '/signing-proxy/api/1', answerTo: answerSigningProxy })
  return router
}

interface VehicleDoor {
  readonly at: string
  readonly answerTo: (world: World, operation: Operation, request: Request) => Answer
}

function apiRoutes(router: Router, world: World, { at, answerTo }: VehicleDoor): void {
  router.use(at, express.json(), vehicleRoutes(world, answerTo), (_request: Request, response: Response) => {
    send(response, failure(world.pool, 404, 'not_found'))
  })
  router.use(at, (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const badBody = error instanceof SyntaxError
    send(response, failure(world.pool, badBody ? 400 : 500, badBody ? 'invalid_request' : 'internal error'))
  })
}

/** Where a driver adds the application's key to their cars. */
function keyRoutes(world: World): Router {
  const router = express.Router()
  router.use(express.urlencoded({ extended: false }))
  router.get(
    '/:domain',
    keeping(world, (request) => showKeyPage(world, request.originalUrl)),
  )
  router.post(
    '/:domain',
    keeping(world, (request) => addKey(world, request.body)),
  )
  return router
}

function oauthRoutes(world: World): Router {
  const router = express.Router()
  router.use(express.urlencoded({ extended: false }))
  const at = (answerTo: (request: Request) => Answer) => keeping(world, answerTo)
  router.get(
    '/thirdparty/.well-known/openid-configuration',
    at(() => metadata(world)),
  )
  router.get(
    '/authorize',
    at((request) =>
      showAuthorization(world, TESLA_SIGN_IN, { query: request.query, action: request.originalUrl }),
    ),
  )
  router.post(
    '/authorize',
    at((request) => decideAuthorization(world, TESLA_SIGN_IN, { query: request.query, form: request.body })),
  )
  router.post(
    '/token',
    at((request) => answerTokenRequest(world, request.body)),
  )
  router.post(
    '/revoke',
    at((request) => answerRevocation(world, request.body)),
  )
  return router
}

function vehicleRoutes(world: World, answerTo: VehicleDoor['answerTo']): Router {
  const router = express.Router()
  const at = (operation: Operation) => keeping(world, (request) => answerTo(world, operation, request))
  router.get('/users/region', at('region'))
  router.get('/vehicles', at('list'))
  router.post('/vehicles/fleet_status', at('fleetStatus'))
  router.post('/vehicles/fleet_telemetry_config', at('telemetryConfig'))
  router.get('/vehicles/:tag', at('vehicle'))
  router.get('/vehicles/:tag/vehicle_data', at('vehicleData'))
  router.delete('/vehicles/:tag/fleet_telemetry_config', at('telemetryEnd'))
  router.post('/vehicles/:tag/wake_up', at('wake'))
  router.post('/vehicles/:tag/command/charge_start', at('start'))
  router.post('/vehicles/:tag/command/charge_stop', at('stop'))
  router.post('/vehicles/:tag/command/set_charge_limit', at('limit'))
  return router
}
