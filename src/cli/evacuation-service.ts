import { realClock } from '../base/clock.ts'
import { systemRandomness } from '../base/random.ts'
import type { Config, Mode } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { ControlDependencies } from '../control/dependencies.ts'
import type { Database } from '../database/database.ts'
import type { Hints } from '../hints/hints.ts'
import { openKeys } from '../keys/open-keys.ts'
import type { Observability } from '../observability/observability.ts'
import { createService } from '../service.ts'
import { configuredApiPrices, configuredCarmakers, configuredRunLimits } from './configured-carmakers.ts'
import { openHints, readKeys } from './run-server.ts'

type ServerConfig = Config & { readonly mode: Extract<Mode, { kind: 'server' }> }

/**
 * The rooms that an evacuation needs: database, keys and carmakers. Nothing listens, ticks, or asks for prices. With Redis the rates are
 * those of all processes together; it is not needed, and one that is gone stops nothing.
 */
export async function serviceOn(
  db: Database,
  config: ServerConfig,
  secrets: Secrets,
  observability: Observability,
): Promise<{ control: ControlDependencies; hints: Hints }> {
  const publicUrl = new URL(config.http.publicUrl)
  const hints = await openHints(secrets, db)
  const { control } = createService({
    clock: realClock,
    processClock: realClock,
    randomness: systemRandomness,
    db,
    hints,
    kek: await openKeys(db, await readKeys(config)),
    carmakers: configuredCarmakers(config.mode, secrets, publicUrl),
    runLimits: configuredRunLimits(config.mode),
    carsPerSecond: config.mode.carsPerSecond,
    rateSource: null,
    priceSources: [],
    observability,
    controller: config.controller,
    apiPrices: configuredApiPrices(config.mode),
    apiKey: secrets.apiKey?.reveal() ?? '',
    publicUrl,
    returnAddresses: { app: new URL(config.mode.returnUrl) },
    sandbox: null,
  })
  return { control, hints }
}
