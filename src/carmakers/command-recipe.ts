/**
 * How a brand's cars are commanded, as data: what proves a command, how long it takes to show, when it is tried again. Every
 * brand has one in its folder; control goes by it and never asks for a brand's name.
 */
export interface CommandRecipe {
  /** A command needs up to so long to show in a report; seconds. */
  readonly settlingSeconds: number
  /** A sleeping car needs about so long to answer after a wake-up; seconds. */
  readonly wakingSeconds: number
  /**
   * Not shown so long after it was decided, by a report that is newer: it did not happen; seconds. It has left within 10 s of that
   * or never, and arrives within 10 s more.
   */
  readonly giveUpSeconds: number
  /** Tries in a row for one want, 1 to 3; after them it is escalated. */
  readonly attempts: number
  /** After which the next tries come; minutes. */
  readonly pauseMinutes: number
  /** What proves a start: the car's word, or power that flows, of cars that tell it. */
  readonly startProof: 'status' | 'power'
  /** From the first command, a wake-up too, until charging is seen: the 99th of a hundred; seconds. */
  readonly startDelaySeconds: number
  /**
   * The least a car is charged with at home, kW, of a brand that may not tell power: its cars are taken to be so slow until their state of
   * charge has risen enough to show more. Left out: they tell at once.
   */
  readonly untoldPowerKw?: number | undefined
  /** Requests that a look at a car takes which is awake; the first of them goes out though nobody answers. */
  readonly lookRequests: number
  /** Share of full power that cars still take from a state of charge on; falling, and rather too low. */
  readonly taper: readonly { readonly fromPercent: number; readonly share: number }[]
}

/** Of a brand of which nothing else is known. Shares of power lie below what cars take at a home charger, where it falls near full only. */
export const ORDINARY_RECIPE: CommandRecipe = {
  settlingSeconds: 30,
  wakingSeconds: 20,
  giveUpSeconds: 45,
  attempts: 3,
  pauseMinutes: 30,
  startProof: 'power',
  startDelaySeconds: 360,
  lookRequests: 1,
  taper: [
    { fromPercent: 80, share: 0.65 },
    { fromPercent: 90, share: 0.475 },
    { fromPercent: 95, share: 0.3 },
  ],
}
