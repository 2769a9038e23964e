import { ConflictError, NotFoundError } from '../base/errors.ts'
import type { ConsumptionReading } from '../sites/consumption.ts'
import { saveReadings } from '../sites/consumption-store.ts'
import { settleConsumption, type CarEnergyOf } from '../sites/settle-consumption.ts'
import { findSite } from '../sites/site-store.ts'
import { consumptionConsent } from './consumption-consent.ts'
import type { ConnectionDependencies } from './dependencies.ts'

/**
 * Stores what a site's meter showed and learns from it, or does nothing at all.
 *
 * @throws NotFoundError if there is no such site
 * @throws ConflictError `consumption-consent-missing` if nobody connected there agrees to it
 */
export async function takeConsumption(
  deps: Pick<ConnectionDependencies, 'db' | 'clock'>,
  { siteId, readings }: { readonly siteId: string; readonly readings: readonly ConsumptionReading[] },
  carEnergyOf: CarEnergyOf,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const site = await findSite(trx, siteId)
    if (site === undefined) throw new NotFoundError('site')
    if ((await consumptionConsent(trx, siteId)) !== 'live') throw noConsent()
    await saveReadings(trx, siteId, readings)
    await settleConsumption(trx, { siteId, site, now: deps.clock.now() }, carEnergyOf)
  })
}

function noConsent(): ConflictError {
  return new ConflictError(
    'consumption-consent-missing',
    'No driver connected at this site has agreed that consumption is read. Ask the driver, then send PUT /v1/connections/{id}/consents/consumption and these readings again.',
  )
}
