import { ORDINARY_RECIPE, type CommandRecipe } from '../command-recipe.ts'

/**
 * Many brands behind one API: none can be woken, a command does that as well; answers take up to 45 s, and reports come late. Power is told
 * by webhooks only; the slowest that a car takes where the charger gives it is 16 A of one phase at 230 V.
 */
export const SMARTCAR_RECIPE: CommandRecipe = {
  ...ORDINARY_RECIPE,
  giveUpSeconds: 60,
  startDelaySeconds: 360,
  untoldPowerKw: 3.7,
}
