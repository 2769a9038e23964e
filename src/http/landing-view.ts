import { findConnection, listConnections, type ConnectionState } from '../connections/connection-store.ts'
import { gather } from '../control/gather.ts'
import type { DriverView } from '../pages/landing-page.ts'
import type { Language } from '../texts/language.ts'
import { listVehicles } from '../vehicles/vehicle-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { HttpContext } from './dependencies.ts'
import { required } from './find.ts'
import { localPath } from './frame.ts'
import { firstName } from './plan-view.ts'
import { reasonNow } from './reason-now.ts'
import type { SandboxDriver } from './sandbox.ts'

/** One driver of the sandbox as the front page shows them, connected or not. */
export async function landingDriver(
  context: HttpContext,
  driver: SandboxDriver,
  language: Language,
): Promise<DriverView> {
  const { login, driverId, name, car, story } = driver
  const who = { driverLabel: firstName(name), carLabel: car, story: story[language] }
  const lang = language
  const connectUrl = localPath('/sandbox/connect', { login, lang })
  const vehicle = await connectedVehicle(context, driverId)
  if (vehicle === undefined) {
    return { ...who, soc: null, minimum: 0, target: 100, reason: null, consentUrl: connectUrl, planUrl: null }
  }
  const { db, clock } = context.control
  const now = clock.now()
  const known = required('vehicle', await gather(db, vehicle, now))
  const connection = required('connection', await findConnection(db, vehicle.connectionId))
  const plan = await context.links.plan(vehicle.id, language)
  const consent = new URL(plan)
  consent.pathname += '/consent'
  return {
    ...who,
    soc: known.state?.charge?.socPercent ?? null,
    minimum: known.policy.minimumPercent,
    target: known.policy.targetPercent,
    reason: reasonNow(known, connection, now),
    consentUrl: consent.href,
    planUrl: plan.href,
  }
}

/** The driver's car, as long as its connection is not over. */
async function connectedVehicle({ control }: HttpContext, driverId: string): Promise<Vehicle | undefined> {
  const connections = await listConnections(control.db, { driverId })
  const live = connections.filter(({ state }) => LIVE.includes(state)).map(({ id }) => id)
  return (await listVehicles(control.db, { driverId })).find(({ connectionId }) =>
    live.includes(connectionId),
  )
}

const LIVE: readonly ConnectionState[] = ['connected', 'withdrawing']
