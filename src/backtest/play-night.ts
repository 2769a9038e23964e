import { createFleet } from '../simulator/fleet.ts'
import { setCourse } from '../control/set-course.ts'
import { backAgain } from './away.ts'
import { createMemoryCarmaker } from './memory-carmaker.ts'
import { createMemoryAggregator } from './memory-aggregator.ts'
import { createMarket } from './market.ts'
import { carsOf, type Night, type Wish } from './night.ts'
import { withOddities } from './oddities.ts'
import { createPass, type Player } from './pass-in-memory.ts'
import type { Played } from './played.ts'
import { createTroubles } from './troubles.ts'
import { createWatch } from './watch.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'
import type { Stored } from './ledger.ts'
import { firstStored } from './first-stored.ts'

/** As many as the loop claims at a time. */
const BATCH = 8
/** Passes without end at one instant would be a fault of control. */
const MOST_ROUNDS = 2_000
/** Within this time of new prices plugged-in vehicles are looked at, each at its own second. */
const NEWS_SECONDS = 60

export interface PlayOptions {
  /** Other than the one that the loop uses: a planted defect. */
  readonly course?: typeof setCourse
  /** What the tables hold at the start; as after connecting if left out. */
  readonly stored?: (carId: string) => Stored
  /** When a vehicle is looked at after new prices, seconds; as the loop's. */
  readonly newsAfter?: (carId: string) => number
}

/**
 * Plays a night in memory: the same reducer as the loop's over the simulator's cars, in a world time that jumps from one due
 * instant to the next. Nothing but the night bears on what comes out.
 */
export function playNight(night: Night, options: PlayOptions = {}): Played {
  const fleet = createFleet(
    carsOf(night).map(({ spec }) => spec),
    night.seed,
    night.start,
  )
  const carmakers = {
    direct: withOddities(night, createMemoryCarmaker(fleet)),
    aggregator: withOddities(night, createMemoryAggregator(fleet)),
  }
  const troubles = Object.values(carmakers).map(({ faults }) => createTroubles(night, faults))
  const webhooks = createWebhooks(night, fleet)
  const watch = createWatch(night, fleet)
  const prices = night.prices.map((each) => ({ ...each, at: backAgain(night.away, each.at) }))
  const stored = options.stored ?? firstStored(night)
  const pass = createPass({
    ...{ night, fleet, carmakers, watch, stored },
    course: options.course ?? setCourse,
    marketOf: (site) => createMarket(prices, site),
  })
  const wishes = carsOf(night).flatMap(({ id, wish }) => (wish === undefined ? [] : [{ id, wish }]))
  const news = prices.map(({ at }) => at).filter((at) => at > night.start)
  const newsAfter = options.newsAfter ?? (() => NEWS_SECONDS / 2)
  runWorld(night, pass, {
    news,
    wishes: wishes.map(({ id, wish }) => ({ id, wish, at: backAgain(night.away, wish.at) })),
    reach: (now) => {
      watch.sampleUntil(now)
      for (const each of troubles) each.apply(now)
    },
    ...{ newsAfter, webhooks },
  })
  return { decided: pass.decided(), cars: pass.cars() }
}

interface World {
  readonly news: readonly Date[]
  readonly wishes: readonly { readonly id: string; readonly wish: Wish; readonly at: Date }[]
  readonly webhooks: Webhooks
  readonly reach: (now: Date) => void
  readonly newsAfter: (carId: string) => number
}

/** Up to the end of the night, and what is due then. */
function runWorld({ start, end, away }: Night, pass: Player, world: World): void {
  let last = new Date(start.getTime() - 1)
  for (let now = start; ;) {
    world.reach(now)
    const isNew = (at: Date): boolean => at > last && at <= now
    if (world.news.some(isNew)) pass.tellOfPrices(now, world.newsAfter)
    for (const { id, wish, at } of world.wishes) if (isNew(at)) pass.take(id, wish, now)
    for (const arrival of world.webhooks.arrived(now)) pass.hear(arrival, now)
    work(pass, now)
    if (now >= end) return
    last = now
    const known = [...world.news, ...world.wishes.map(({ at }) => at)].filter((at) => at > last)
    const next = [pass.nextDue() ?? end, world.webhooks.next() ?? end, end, ...known].map((at) =>
      at.getTime(),
    )
    now = backAgain(away, new Date(Math.min(...next)))
  }
}

function work(pass: Player, now: Date): void {
  for (let round = 0; pass.lookAfter(now, BATCH) > 0; round++) {
    if (round > MOST_ROUNDS)
      throw new RangeError(`World time is stuck at ${now.toISOString()}: always something due`)
  }
}
