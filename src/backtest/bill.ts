import { contains } from '../base/interval.ts'
import type { CostSlot } from '../planning/problem.ts'
import { createMarket } from './market.ts'
import type { Home, Night } from './night.ts'
import { aMinuteOn, powerAt } from './oracle/physics.ts'
import type { PlayedCar } from './played.ts'

/** What a car's charge cost as it was, and what the same energy in the battery would have cost at full power from plug-in on; NOK. */
export interface Bill {
  readonly kwh: number
  readonly paid: number
  readonly atOnce: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** @returns `null` if nothing was charged, or not every price is known in the end */
export function billOf(night: Night, { site }: Home, { car, trace }: PlayedCar): Bill | null {
  const came = trace.find(({ isPluggedIn }) => isPluggedIn)
  const last = trace.findLast(({ isPluggedIn }) => isPluggedIn)
  if (came === undefined || last === undefined || last.energyKwh <= came.energyKwh) return null
  const known = night.prices.map((each) => ({ ...each, at: night.start }))
  const slots = createMarket(known, site)
    .costs(new Date(came.at))
    .filter(({ start }) => isPublished(night, start))
  const parts = trace.slice(1).map((point, index) => {
    const before = trace[index] ?? point
    return { at: before.at, kwh: point.fromGridKwh - before.fromGridKwh }
  })
  const paid = costOf(parts, slots)
  const atOnce = costOf(drawnAtOnce(car.spec, came, last.energyKwh), slots)
  const kwh = parts.reduce((sum, part) => sum + part.kwh, 0)
  return paid === null || atOnce === null ? null : { kwh, paid, atOnce }
}

/** Whether a price of that hour came to be known at all, and no estimate stands for it. */
function isPublished({ prices }: Night, at: Date): boolean {
  return prices.some(({ day }) =>
    day.slots.some(({ startUtc }) => startUtc <= at && at.getTime() - startUtc.getTime() < HOUR_MS),
  )
}

interface Drawn {
  readonly at: number
  /** At the plug. */
  readonly kwh: number
}

/** Minute by minute from plug-in on, until as much is in the battery. */
function drawnAtOnce(
  battery: PlayedCar['car']['spec'],
  came: { readonly at: number; readonly energyKwh: number },
  untilKwh: number,
): readonly Drawn[] {
  const drawn: Drawn[] = []
  let energy = came.energyKwh
  for (let at = came.at; energy < untilKwh; at += MINUTE_MS) {
    const next = aMinuteOn(battery, energy)
    const share = Math.min(1, (untilKwh - energy) / (next - energy))
    drawn.push({ at, kwh: (powerAt(battery, energy) / 60) * share })
    energy = next
  }
  return drawn
}

function costOf(parts: readonly Drawn[], slots: readonly CostSlot[]): number | null {
  let sum = 0
  for (const { at, kwh } of parts.filter((part) => part.kwh > 0)) {
    const slot = slots.find((each) => contains(each, new Date(at)))
    if (slot?.costPerKwh == null) return null
    sum += kwh * slot.costPerKwh
  }
  return sum
}
