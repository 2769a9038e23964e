import type { Express, Request, Response } from 'express'
import { findConnection, type Connection } from '../../connections/connection-store.ts'
import { consentEvents } from '../../connections/consent-store.ts'
import { renderOverviewPage, type OverviewPageView } from '../../pages/overview-page.ts'
import { consentNotice, type NoticeSectionId } from '../../texts/consent-notice.ts'
import type { Language } from '../../texts/language.ts'
import { connectionHealth, type ConnectionHealth } from '../../vehicles/connection-health.ts'
import { findPolicy } from '../../vehicles/policy-store.ts'
import type { Vehicle } from '../../vehicles/vehicle.ts'
import { mendOf } from '../car-care.ts'
import { consentReceipt, type ConsentReceipt } from '../consent-receipt.ts'
import type { HttpContext } from '../dependencies.ts'
import { connectionAt, required } from '../find.ts'
import { frameOf } from '../frame.ts'
import { route } from '../route.ts'
import { linkedVehicle, vehiclePath } from '../vehicle-page.ts'

/** What a driver shares, and the receipt of it: a page, and over the API. */
export function overviewRoutes(app: Express, context: HttpContext): void {
  route(app, '/vehicles/:vehicleId/consent', {
    get: (request, response) => showOverview(context, request, response),
  })
  route(app, '/vehicles/:vehicleId/consent/receipt', {
    get: async (request, response) => {
      const vehicle = await linkedVehicle(context, request)
      const connection = required(
        'connection',
        await findConnection(context.control.db, vehicle.connectionId),
      )
      response.attachment('ladeplan-consent.json')
      response.json(required('receipt', await receiptOf(context, connection)))
    },
  })
  route(app, '/v1/connections/:connectionId/receipt', {
    get: async (request, response) => {
      const connection = await connectionAt(context.control.db, request)
      response.json(required('receipt', await receiptOf(context, connection)))
    },
  })
}

async function receiptOf(
  { control, controller }: HttpContext,
  connection: Connection,
): Promise<ConsentReceipt | undefined> {
  return consentReceipt(connection, await consentEvents(control.db, connection.id), controller)
}

async function showOverview(context: HttpContext, request: Request, response: Response): Promise<void> {
  const { db, clock, carmaker } = context.control
  const vehicle = await linkedVehicle(context, request)
  const connection = required('connection', await findConnection(db, vehicle.connectionId))
  const policy = required('policy', await findPolicy(db, vehicle.id))
  const known = required('connection', await connectionHealth(db, connection.id, clock.now()))
  const frame = frameOf(context, request, response)
  const receipt = await receiptOf(context, connection)
  const path = (page: string): string => vehiclePath(request, vehicle, { page })
  const page = renderOverviewPage({
    ...frame,
    timeZone: policy.timeZone,
    carmakerLabel: carmaker(connection.carmaker).label,
    planUrl: path(''),
    lastFetchAt: known.lastFetchAt,
    live: await liveOf(context, { connection, vehicle, known }, path('/withdraw')),
    given:
      receipt === undefined ? null : { ...givenOf(context, receipt, { frame, path }), ...endOf(connection) },
  })
  response.type('html').send(page)
}

interface Shown {
  readonly connection: Connection
  readonly vehicle: Vehicle
  readonly known: ConnectionHealth
}

async function liveOf(
  context: HttpContext,
  { connection, vehicle, known: { health } }: Shown,
  withdrawUrl: string,
): Promise<OverviewPageView['live']> {
  if (health === null) return null
  return { health, mend: await mendOf(context, { connection, vehicle, health }), withdrawUrl }
}

/** One that was withdrawn, or has run out, is over since then, whatever it was once given for. */
function endOf({ withdrawingAt, consentEndsAt }: Connection): { readonly until: Date | null } {
  return { until: withdrawingAt ?? consentEndsAt }
}

function givenOf(
  context: HttpContext,
  receipt: ConsentReceipt,
  {
    frame,
    path,
  }: { readonly frame: { readonly language: Language }; readonly path: (page: string) => string },
): Omit<NonNullable<OverviewPageView['given']>, 'until'> {
  const said = (scopes: readonly string[]) => (id: NoticeSectionId) => {
    const notice = consentNotice(frame.language, {
      controller: receipt.controller.name,
      contact: receipt.controller.contact,
      carmakerLabel: context.control.carmaker(receipt.source).label,
      recipients: receipt.recipients,
      scopes,
    })
    return notice.sections.find((section) => section.id === id)?.items ?? []
  }
  const { asked, granted, missing, surplus } = receipt.scopes
  return {
    since: receipt.givenAt,
    receipt: receipt.receipt,
    noticeVersion: receipt.notice.version,
    receiptUrl: path('/consent/receipt'),
    fetched: said([])('fetched'),
    purposes: said([])('purpose'),
    permissions: said(granted.filter((scope) => asked.includes(scope)))('permissions'),
    missing: said(missing)('permissions'),
    surplus: said(surplus)('permissions'),
    recipients: said([])('recipients'),
  }
}
