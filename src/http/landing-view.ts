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
import { policyFor } from '../vehicles/vehicle.ts'
import type { SandboxDriver } from './sandbox.ts'

/** One driver of the sandbox as the front page shows them, connected or not. */
export async function landingDriver(
  context: HttpContext,
  driver: SandboxDriver,
  language: Language,
): Promise<DriverView> {
  const { login, driverId, name, car, story } = driver
  const who = { driverLabel: firstName(name), carLabel: car, story: story[language] }
  const vehicle = await connectedVehicle(context, driverId)
  if (vehicle === undefined) {
    const ways = waysToConnect(context, login, language)
    return { ...who, soc: null, minimum: 0, target: 100, reason: null, status: null, ways, connected: null }
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
    target: policyFor(known.policy, known.state).targetPercent,
    reason: reasonNow(context.control, known, connection),
    status: known.state?.charge?.status ?? null,
    ways: [],
    connected: { planUrl: plan.href, consentUrl: consent.href },
  }
}

function waysToConnect(
  { carmakers, control }: HttpContext,
  login: string,
  lang: Language,
): DriverView['ways'] {
  return carmakers.map((carmaker) => ({
    carmakerLabel: control.carmaker(carmaker).label,
    url: localPath('/sandbox/connect', { login, carmaker, lang }),
  }))
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
