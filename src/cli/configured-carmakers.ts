import type { Registration } from '../carmakers/brand.ts'
import {
  BRANDS,
  CARMAKERS,
  forEachBrand,
  type ByCarmaker,
  type CarmakerConfigs,
  type CarmakerName,
} from '../carmakers/registry.ts'
import type { ApiPrices } from '../config/api-prices.ts'
import type { Mode } from '../config/config.ts'
import type { Secrets } from '../config/secrets.ts'
import type { Settings } from '../config/settings.ts'
import type { RunLimits } from '../planning/problem.ts'

/** What is set for carmakers, but for what is secret. */
type Shown = Pick<Extract<Mode, { kind: 'server' }>, 'carmakers'>

/** The adapters' settings from configuration and secrets; a brand that is not configured is left out. */
export function configuredCarmakers(
  { carmakers }: Shown,
  secrets: Pick<Secrets, 'carmakers'>,
  publicUrl: URL,
): CarmakerConfigs {
  const set: Settings = { ...carmakers }
  for (const [name, secret] of Object.entries(secrets.carmakers ?? {})) set[name] = secret.reveal()
  const configs: Configs<CarmakerName> = {}
  for (const name of CARMAKERS) configure(configs, name, { set, publicUrl })
  return configs
}

type Configs<Name extends CarmakerName> = { -readonly [One in Name]?: CarmakerConfigs[One] }

function configure<Name extends CarmakerName>(
  configs: Configs<Name>,
  name: Name,
  { set, publicUrl }: { readonly set: Settings; readonly publicUrl: URL },
): void {
  const registration = registrationOf(name, set, publicUrl)
  if (registration !== undefined) configs[name] = BRANDS[name].configure(set, registration)
}

/** How the cars of each configured brand are started. */
export function configuredRunLimits({ carmakers }: Shown): ByCarmaker<RunLimits> {
  return forEachBrand((name) =>
    isConfigured(name, carmakers) ? BRANDS[name].runLimits(carmakers) : undefined,
  )
}

/** What the API of each configured brand costs, where it is billed by the call. */
export function configuredApiPrices({ carmakers }: Shown): ByCarmaker<ApiPrices> {
  return forEachBrand((name) =>
    isConfigured(name, carmakers) ? BRANDS[name].apiPrices(carmakers) : undefined,
  )
}

/** Client id and secret are set together, which the configuration has seen to. */
function registrationOf(name: CarmakerName, set: Settings, publicUrl: URL): Registration | undefined {
  const clientId = set[`${name.toUpperCase()}_CLIENT_ID`]
  const clientSecret = set[`${name.toUpperCase()}_CLIENT_SECRET`]
  if (clientId === undefined || clientSecret === undefined) return undefined
  const redirectUri = new URL(`/callback/${name}`, publicUrl).href
  return { application: { clientId, clientSecret, redirectUri }, publicUrl }
}

function isConfigured(name: CarmakerName, set: Settings): boolean {
  return set[`${name.toUpperCase()}_CLIENT_ID`] !== undefined
}
