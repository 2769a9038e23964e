import type { Express } from 'express'
import { listConnections } from '../../connections/connection-store.ts'
import { withdrawConsent } from '../../control/driver-controls.ts'
import { confirmConnection } from '../../vehicles/confirm-connection.ts'
import { beginFrom } from '../begin-connection.ts'
import { connectionDocument } from '../connection-document.ts'
import type { HttpContext } from '../dependencies.ts'
import { admit, admitBody } from '../door.ts'
import { connectionAt } from '../find.ts'
import { route } from '../route.ts'
import { confirmationSchema, driverQuerySchema } from '../schemas.ts'

/** Connections over the API: begin, confirm, look, withdraw. */
export function connectionRoutes(app: Express, context: HttpContext): void {
  const { control } = context
  route(app, '/v1/connections', {
    post: async (request, response) => {
      const connection = await beginFrom(context, request.body)
      const document = await connectionDocument(context, connection)
      response.status(201).location(`/v1/connections/${connection.id}`).json(document)
    },
    get: async (request, response) => {
      const { driverId } = admit(driverQuerySchema, request.query)
      const connections = await listConnections(control.db, { driverId })
      const items = await Promise.all(connections.map((one) => connectionDocument(context, one)))
      response.json({ items })
    },
  })
  route(app, '/v1/connections/:connectionId', {
    get: async (request, response) => {
      response.json(await connectionDocument(context, await connectionAt(control.db, request)))
    },
    delete: async (request, response) => {
      const { id } = await connectionAt(control.db, request)
      response.status(202).json(await connectionDocument(context, await withdrawConsent(control, id)))
    },
  })
  route(app, '/v1/connections/:connectionId/confirm', {
    post: async (request, response) => {
      const { id } = await connectionAt(control.db, request)
      const confirmation = admitBody(confirmationSchema, request.body)
      const connection = await confirmConnection(control, { connectionId: id, ...confirmation })
      control.wake()
      response.json(await connectionDocument(context, connection))
    },
  })
}
