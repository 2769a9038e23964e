import { ORDINARY_RECIPE, type CommandRecipe } from '../command-recipe.ts'

/**
 * Commands show after 2 to 15 s, a sleeping car answers after 10 to 40 s (vehicle-command waits 30 s for it). Two wake-ups, each
 * given up after a minute, and a command make the slow starts. Whether it is awake is asked first.
 */
export const TESLA_RECIPE: CommandRecipe = { ...ORDINARY_RECIPE, startDelaySeconds: 240, lookRequests: 2 }
