import { z } from 'zod'
import type { ApiPrices } from '../config/api-prices.ts'
import type { BrandVariables } from '../config/known-variables.ts'
import type { RunLimitsConfig } from '../config/run-limits.ts'
import type { Settings } from '../config/settings.ts'
import type { OAuthApplication } from './oauth/code-grant.ts'
import type { Brand } from './port.ts'
import type { CarmakerHooks } from './position-fields.ts'

/** Under what the carmaker knows us, and where drivers reach us. */
export interface Registration {
  readonly application: Pick<OAuthApplication, 'clientId' | 'clientSecret' | 'redirectUri'>
  readonly publicUrl: URL
}

/** What each permission is for, by its scope, in both languages of the consent notice. */
export type PermissionWords = Readonly<Record<'nb' | 'en', Readonly<Record<string, string>>>>

/** Everything that a brand's folder brings, each part reading what is set for it. */
export interface BrandParts<Shape extends BrandVariables, Config> {
  /** How the brand is written for people. */
  readonly label: string
  readonly permissions: PermissionWords
  /**
   * Its environment variables, all optional, each beginning with its name in the registry. `<NAME>_CLIENT_ID` and
   * `<NAME>_CLIENT_SECRET` are among them and are demanded together.
   */
  readonly variables: Shape
  readonly create: (config: Config, hooks: CarmakerHooks) => Brand
  /** What `create` takes. Called only if the brand is configured, which it is by its client id. */
  readonly configure: (set: z.infer<z.ZodObject<Shape>>, registration: Registration) => NoInfer<Config>
  /** How its cars are started, unless a vehicle has limits of its own. */
  readonly runLimits: (set: z.infer<z.ZodObject<Shape>>) => RunLimitsConfig
  /** What its API costs, where it is billed by the call; its list prices where nothing is set. */
  readonly apiPrices?: (set: z.infer<z.ZodObject<Shape>>) => ApiPrices
}

/** The same for the registry, which does not know what the variables of a brand are. All take what is set, as text. */
export interface BrandEntry<Config> extends Pick<
  BrandParts<BrandVariables, Config>,
  'label' | 'permissions' | 'create'
> {
  readonly variables: BrandVariables
  readonly configure: (set: Settings, registration: Registration) => Config
  readonly runLimits: (set: Settings) => RunLimitsConfig
  readonly apiPrices: (set: Settings) => ApiPrices | undefined
}

/**
 * A line of the registry. What is set has been checked when it comes here.
 *
 * @throws ZodError for a variable that has not been
 */
export function defineBrand<Shape extends BrandVariables, Config>(
  parts: BrandParts<Shape, Config>,
): BrandEntry<Config> {
  const { label, permissions, create, variables } = parts
  const schema = z.object(variables)
  return {
    ...{ label, permissions, create, variables },
    configure: (set, registration) => parts.configure(schema.parse(set), registration),
    runLimits: (set) => parts.runLimits(schema.parse(set)),
    apiPrices: (set) => parts.apiPrices?.(schema.parse(set)),
  }
}
