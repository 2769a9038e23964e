import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { keeping, send, type Answer } from '../answer.ts'
import { decideAuthorization, showAuthorization } from '../sign-in/authorize.ts'
import type { World } from '../world.ts'
import { SMARTCAR_SIGN_IN } from './permissions.ts'
import { REFUSALS, refuse } from './refusals.ts'
import { answerTokenRequest } from './token-endpoint.ts'
import { answerVehicleApi, type Question } from './vehicle-api.ts'

/** Smartcar's addresses: Connect and tokens under `/oauth`, vehicles under `/v2.0`. */
export function smartcarRoutes(world: World): Router {
  const router = express.Router()
  const at = (answerTo: (request: Request) => Answer) => keeping(world, answerTo)
  router.use('/oauth', express.urlencoded({ extended: false }))
  router.get(
    '/oauth/authorize',
    at(({ query, originalUrl }) =>
      showAuthorization(world, SMARTCAR_SIGN_IN, { query, action: originalUrl }),
    ),
  )
  router.post(
    '/oauth/authorize',
    at(({ query, body: form }) => decideAuthorization(world, SMARTCAR_SIGN_IN, { query, form })),
  )
  router.post(
    '/oauth/token',
    at(({ headers, body }) => answerTokenRequest(world, headers.authorization, body)),
  )
  const asked = (question: Question) => at((request) => answerVehicleApi(world, question, request))
  router.use('/v2.0', express.json())
  router.get('/v2.0/vehicles', asked('list'))
  router.get('/v2.0/vehicles/:id/vin', asked('vin'))
  router.get('/v2.0/vehicles/:id/permissions', asked('permissions'))
  router.post('/v2.0/vehicles/:id/batch', asked('batch'))
  router.post('/v2.0/vehicles/:id/charge', asked('charge'))
  router.post('/v2.0/vehicles/:id/charge/limit', asked('limit'))
  router.delete('/v2.0/vehicles/:id/application', asked('disconnect'))
  router.use('/v2.0', (_request: Request, response: Response) => {
    send(response, refuse(world, REFUSALS.notFound))
  })
  router.use('/v2.0', (error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent || !(error instanceof SyntaxError)) next(error)
    else send(response, refuse(world, REFUSALS.badParameter))
  })
  return router
}
