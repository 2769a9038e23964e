import { configuredTariff, filedTariff, untoldTariff } from './configured-tariff.ts'
import { DEFAULT_CONTRACT } from './contract.ts'
import type { Tariffs } from './load-tariffs.ts'
import { norwegianTariff } from './norwegian-tariff.ts'
import type { SiteTariff } from './site-tariff.ts'
import type { TariffSite } from './tariff-site.ts'
import { tariffElsewhere } from './tariffs-elsewhere.ts'

/** Binds a site to the tables. Cheap: made anew whenever a site is costed. What is not known is in its `gaps`; nothing is thrown. */
export function tariffOf(tariffs: Tariffs, site: TariffSite): SiteTariff {
  const { contract = DEFAULT_CONTRACT, county } = site
  if (contract.kind === 'configured') return configuredTariff(site, contract)
  if (county !== null) return norwegianTariff(tariffs, { ...site, county }, contract)
  const { elsewhere } = tariffs
  const tariff = elsewhere === null ? undefined : tariffElsewhere(elsewhere, site)
  if (elsewhere === null || tariff === undefined) return untoldTariff(site, contract)
  return filedTariff(site, contract, { tariff, file: elsewhere.file })
}
