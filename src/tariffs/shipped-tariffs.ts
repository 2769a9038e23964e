import { loadTariffs, type Tariffs } from './load-tariffs.ts'
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

/** The tariff of a site by the tables that come with the project. */
export function tariffAt(site: TariffSite): SiteTariff {
  return tariffOf(shippedTariffs(), site)
}
