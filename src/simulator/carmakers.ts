import type { SimulatedCarmaker } from './carmaker.ts'
import { smartcar } from './smartcar/carmaker.ts'
import { tesla } from './tesla/carmaker.ts'

/** Every carmaker that is impersonated, under its name: a folder beside `tesla/` and its name here. */
export const SIMULATED_CARMAKERS = { tesla, smartcar }

/** The same in a row, for what is done with each of them. */
export const ALL_SIMULATED: readonly (readonly [name: string, carmaker: SimulatedCarmaker])[] =
  Object.entries(SIMULATED_CARMAKERS)
