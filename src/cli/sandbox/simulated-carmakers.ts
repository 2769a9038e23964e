import { CARMAKERS, type CarmakerConfigs, type CarmakerName } from '../../carmakers/registry.ts'
import type { SimulatedAddresses } from '../../simulator/carmaker.ts'
import { SIMULATED_CARMAKERS } from '../../simulator/carmakers.ts'

/** Where the simulator stands, for all of its carmakers. */
export interface SimulatorAddresses extends Omit<SimulatedAddresses, 'redirectUri' | 'streams'> {
  readonly streams?: boolean
}

/** The simulator knows no adapter, so that its settings are what the adapter takes is seen here. */
const SIMULATED: {
  readonly [Name in CarmakerName]?: {
    readonly settings: (where: SimulatedAddresses) => NonNullable<CarmakerConfigs[Name]>
  }
} = SIMULATED_CARMAKERS

/** The brands that can be played with. */
export const SIMULATED_NAMES = CARMAKERS.filter((name) => SIMULATED[name] !== undefined)

/** Where a carmaker sends drivers back to. */
export function callbackOf(publicUrl: URL, carmaker: CarmakerName): string {
  return new URL(`/callback/${carmaker}`, publicUrl).href
}

/** The addresses that the simulator has to know. */
export function callbacksOf(publicUrl: URL): readonly string[] {
  return CARMAKERS.map((carmaker) => callbackOf(publicUrl, carmaker))
}

/** The real adapters' settings with the simulator's addresses; a brand that is not simulated is left out. */
export function simulatedCarmakers(where: SimulatorAddresses): CarmakerConfigs {
  const configs: Configs<CarmakerName> = {}
  for (const name of SIMULATED_NAMES) simulate(configs, name, where)
  return configs
}

type Configs<Name extends CarmakerName> = { -readonly [One in Name]?: CarmakerConfigs[One] }

function simulate<Name extends CarmakerName>(
  configs: Configs<Name>,
  name: Name,
  { streams = false, ...where }: SimulatorAddresses,
): void {
  const redirectUri = callbackOf(where.publicUrl, name)
  configs[name] = SIMULATED[name]?.settings({ ...where, streams, redirectUri })
}
