import { addHours } from 'date-fns'
import type { Connection } from '../connections/connection-store.ts'
import { isConsentOpen } from '../connections/consent-open.ts'
import type { CarCare, Mend } from '../pages/car-care.ts'
import type { Health } from '../connections/health.ts'
import { connectionHealth } from '../vehicles/connection-health.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import { findTestCharge, wasTested } from '../vehicles/test-charge-store.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { HttpContext } from './dependencies.ts'

/** A test charge that went well is told of for so long; one that did not, until another does. */
const TOLD_HOURS = 12

/** How a car's connection is doing, what mends it, and what its test charge showed. `testUrl`: where another is asked for. */
export async function careOf(
  context: HttpContext,
  { connection, vehicle }: { readonly connection: Connection; readonly vehicle: Vehicle },
  testUrl: string | null,
): Promise<CarCare> {
  const { db, clock, carmaker } = context.control
  const now = clock.now()
  const health = (await connectionHealth(db, connection.id, now))?.health ?? null
  const mend = health === null ? null : await mendOf(context, { connection, vehicle, health })
  return {
    carmakerLabel: carmaker(connection.carmaker).label,
    health,
    mend,
    test: isTestable(health, mend) ? await testOf(context, vehicle, now) : null,
    testUrl,
  }
}

/** Nothing is announced that cannot come about: a car that we may only read is neither stopped nor started. */
function isTestable(health: Health | null, mend: Mend | null): boolean {
  if (health === null || mend?.kind === 'addKey') return false
  return health.reason !== 'permission-missing' && health.reason !== 'not-controllable'
}

/** What mends a connection that ails, if its driver can. */
export async function mendOf(
  { control, links }: HttpContext,
  ailing: { readonly connection: Connection; readonly vehicle: Vehicle; readonly health: Health },
): Promise<Mend | null> {
  const { connection, vehicle, health } = ailing
  const { pairingUrl } = control.carmaker(connection.carmaker)
  const lacksKey = health.state === 'needs_pairing' && vehicle.controllable === 'needs_pairing'
  if (lacksKey && pairingUrl !== undefined) return { kind: 'addKey', url: pairingUrl.href }
  if (!isConsentOpen(connection, control.clock.now())) return null
  const { url } = await links.consent(connection.id, connection.language)
  const renews = health.reason === 'consent-ends-soon' || health.reason === 'consent-ends-before-ready-by'
  return { kind: renews ? 'renew' : 'reconnect', url: url.href }
}

async function testOf({ control }: HttpContext, { id }: Vehicle, now: Date): Promise<CarCare['test']> {
  const test = await findTestCharge(control.db, id)
  if (test !== undefined) return isNews(test, now) ? test : null
  return control.firstTestCharge && !(await wasTested(control.db, id)) ? 'about-to-come' : null
}

function isNews({ finishedAt, cause }: TestCharge, now: Date): boolean {
  return finishedAt === null || cause !== null || now < addHours(finishedAt, TOLD_HOURS)
}
