import type { CarmakerApi } from '../../src/carmakers/port.ts'
import type { ControlDependencies } from '../../src/control/dependencies.ts'

/** A process of which some calls to the carmaker do more than call. */
export function withApi(
  deps: ControlDependencies,
  change: (api: CarmakerApi) => Partial<CarmakerApi>,
): ControlDependencies {
  return {
    ...deps,
    carmaker: (name) => {
      const carmaker = deps.carmaker(name)
      // Of one region: the others' interfaces would not hear of it.
      return { ...carmaker, regions: undefined, api: { ...carmaker.api, ...change(carmaker.api) } }
    },
  }
}
