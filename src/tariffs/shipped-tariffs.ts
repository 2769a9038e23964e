import { loadTariffs, loadTariffsElsewhere, type Tariffs } from './load-tariffs.ts'
import type { SiteTariff } from './site-tariff.ts'
import { tariffOf } from './tariff-of.ts'
import type { TariffSite } from './tariff-site.ts'

const read: { tariffs: Tariffs | null } = { tariffs: null }

/**
 * The tables that come with the project, read at the first call; call it when the process starts.
 *
 * @throws TariffDataError if a file is not there or wrong
 */
export function shippedTariffs(): Tariffs {
  read.tariffs ??= loadTariffs()
  return read.tariffs
}

/**
 * Puts the retailer's file of tariffs for other countries beside them, for the whole process; `null`: there is none. Call it when the
 * process starts: costs that are told before it are without them.
 *
 * @throws TariffDataError if the file is not there or wrong, and as {@link shippedTariffs}
 */
export function useTariffFile(path: string | null): void {
  read.tariffs = { ...shippedTariffs(), elsewhere: path === null ? null : loadTariffsElsewhere(path) }
}

/** The tariff of a site by the tables that come with the project, and the retailer's file. */
export function tariffAt(site: TariffSite): SiteTariff {
  return tariffOf(shippedTariffs(), site)
}
