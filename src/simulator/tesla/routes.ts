import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { send, type Answer } from '../answer.ts'
import type { Operation } from '../faults.ts'
import type { World } from '../world.ts'
import { decideAuthorization, showAuthorization } from '../sign-in/authorize.ts'
import { failure } from './envelope.ts'
import { TESLA_SIGN_IN } from './scopes.ts'
import { answerRevocation, answerTokenRequest, metadata } from './token-endpoint.ts'
import { answerVehicleApi } from './vehicle-api.ts'

/** The carmaker's addresses: sign-in under `/oauth2/v3`, vehicles under `/api/1`. */
export function teslaRoutes(world: World): Router {
  const router = express.Router()
  router.use('/oauth2/v3', oauthRoutes(world))
  router.use('/api/1', express.json(), vehicleRoutes(world), (_request: Request, response: Response) => {
    send(response, failure(world.pool, 404, 'not_found'))
  })
  router.use('/api/1', (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const badBody = error instanceof SyntaxError
    send(response, failure(world.pool, badBody ? 400 : 500, badBody ? 'invalid_request' : 'internal error'))
  })
  return router
}

function oauthRoutes(world: World): Router {
  const router = express.Router()
  router.use(express.urlencoded({ extended: false }))
  const at = (answerTo: (request: Request) => Answer) => (request: Request, response: Response) => {
    const answer = answerTo(request)
    if (request.method !== 'GET') world.save()
    send(response, answer)
  }
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

function vehicleRoutes(world: World): Router {
  const router = express.Router()
  const at = (operation: Operation) => (request: Request, response: Response) => {
    const answer = answerVehicleApi(world, operation, request)
    if (request.method !== 'GET') world.save()
    send(response, answer)
  }
  router.get('/users/region', at('region'))
  router.get('/vehicles', at('list'))
  router.get('/vehicles/:tag', at('vehicle'))
  router.get('/vehicles/:tag/vehicle_data', at('vehicleData'))
  router.post('/vehicles/:tag/wake_up', at('wake'))
  router.post('/vehicles/:tag/command/charge_start', at('start'))
  router.post('/vehicles/:tag/command/charge_stop', at('stop'))
  router.post('/vehicles/:tag/command/set_charge_limit', at('limit'))
  return router
}
