import { NotFoundError } from '../base/errors.ts'
import { CARMAKERS, type Brand, type Carmaker, type CarmakerName } from './port.ts'
import type { CarmakerHooks } from './position-fields.ts'
import { createSmartcar } from './smartcar/client.ts'
import { createTesla } from './tesla/client.ts'

/** Every brand under its name in `CARMAKERS`: a folder beside `tesla/` and a line here. */
const MADE_BY = { tesla: createTesla, smartcar: createSmartcar }

type ConfigOf = { readonly [Name in CarmakerName]: Parameters<(typeof MADE_BY)[Name]>[0] }
const MAKERS: {
  readonly [Name in CarmakerName]: (config: ConfigOf[Name], hooks: CarmakerHooks) => Brand
} = MADE_BY

/** One entry per configured carmaker. */
export type CarmakerConfigs = { readonly [Name in CarmakerName]?: ConfigOf[Name] | undefined }

/** Makes the hooks of one brand, so that whoever is told knows of whom. */
export type HooksOf = (carmaker: CarmakerName) => CarmakerHooks

export interface Carmakers {
  readonly names: readonly CarmakerName[]
  /** @throws NotFoundError for a carmaker that is not configured. */
  get(name: CarmakerName): Carmaker
}

/** Every configured carmaker under its name. */
export function createCarmakers(configs: CarmakerConfigs, hooksOf: HooksOf = () => ({})): Carmakers {
  const made = CARMAKERS.map((name) => makeCarmaker(name, configs[name], hooksOf))
  const byName = new Map(made.filter((carmaker) => carmaker !== undefined).map((one) => [one.name, one]))
  return {
    names: [...byName.keys()],
    get(name) {
      const carmaker = byName.get(name)
      if (carmaker === undefined) throw new NotFoundError(`carmaker: ${name}`)
      return carmaker
    },
  }
}

function makeCarmaker<Name extends CarmakerName>(
  name: Name,
  config: CarmakerConfigs[Name],
  hooksOf: HooksOf,
): Carmaker | undefined {
  return config === undefined ? undefined : { ...MAKERS[name](config, hooksOf(name)), name }
}
