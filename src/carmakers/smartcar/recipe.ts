import { ORDINARY_RECIPE, type CommandRecipe } from '../command-recipe.ts'

/**
 * Many brands behind one API: none can be woken, a command does that as well; answers take up to 45 s, and reports come late. Power is told
 * by webhooks only; 10 A at a socket of 230 V is the slowest way to charge a car at home.
 */
export const SMARTCAR_RECIPE: CommandRecipe = {
  ...ORDINARY_RECIPE,
  giveUpSeconds: 60,
  startDelaySeconds: 360,
  untoldPowerKw: 2.3,
}
