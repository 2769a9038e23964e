import { NotFoundError } from '../base/errors.ts'
import type { Carmaker, CarmakerName } from './port.ts'
import type { CarmakerHooks } from './position-fields.ts'
import { createSmartcar, type SmartcarConfig } from './smartcar/client.ts'
import { createTesla, type TeslaConfig } from './tesla/client.ts'

/** One entry per configured carmaker. */
export interface CarmakerConfigs {
  readonly tesla?: TeslaConfig | undefined
  readonly smartcar?: SmartcarConfig | undefined
}

/** Makes the hooks of one brand, so that whoever is told knows of whom. */
export type HooksOf = (carmaker: CarmakerName) => CarmakerHooks

export interface Carmakers {
  readonly names: readonly CarmakerName[]
  /** @throws NotFoundError for a carmaker that is not configured. */
  get(name: CarmakerName): Carmaker
}

/** Every configured carmaker under its name. A new brand is a folder beside `tesla/` and a line here. */
export function createCarmakers(configs: CarmakerConfigs, hooksOf: HooksOf = () => ({})): Carmakers {
  const made: readonly (Carmaker | undefined)[] = [
    configs.tesla && createTesla(configs.tesla, hooksOf('tesla')),
    configs.smartcar && createSmartcar(configs.smartcar, hooksOf('smartcar')),
  ]
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
