import { NotFoundError } from '../base/errors.ts'
import type { Carmaker, CarmakerName } from './port.ts'
import { createTesla, type TeslaConfig, type TeslaHooks } from './tesla/client.ts'

/** One entry per configured carmaker. */
export interface CarmakerConfigs {
  readonly tesla?: TeslaConfig | undefined
}

export type CarmakerHooks = TeslaHooks

export interface Carmakers {
  readonly names: readonly CarmakerName[]
  /** @throws NotFoundError for a carmaker that is not configured. */
  get(name: CarmakerName): Carmaker
}

/** Every configured carmaker under its name. A new brand is a folder beside `tesla/` and a line here. */
export function createCarmakers(configs: CarmakerConfigs, hooks: CarmakerHooks = {}): Carmakers {
  const made: readonly (Carmaker | undefined)[] = [configs.tesla && createTesla(configs.tesla, hooks)]
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
