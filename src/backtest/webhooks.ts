import { addSeconds } from 'date-fns'
import { seededRandomness } from '../base/random.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import type { Fleet, Member } from '../simulator/fleet.ts'
import { toldByWebhook } from './memory-aggregator.ts'
import { carsOf, type Night, type NightCar } from './night.ts'

/** Smartcar asks the carmaker behind it so often for what is new; minutes. */
const ASKS_EVERY_MINUTES = 5
const ASKS_EVERY_MS = ASKS_EVERY_MINUTES * 60_000

/** What a car tells by itself, and when that arrives. */
export interface Arrival {
  readonly carId: string
  readonly at: Date
  readonly state: ChargeState
}

/** Messages of the cars of a night that tell what is new: late, and some never arrive. */
export interface Webhooks {
  /** What has arrived by `now`, oldest first; each once. To be asked at every instant of {@link next}. */
  arrived(now: Date): readonly Arrival[]
  /** The next instant at which something may happen. */
  next(): Date | undefined
}

interface Teller {
  readonly car: NightCar
  readonly member: Member
  readonly link: NonNullable<NonNullable<NightCar['aggregator']>['webhooks']>
  told: string
}

export function createWebhooks(night: Night, fleet: Fleet): Webhooks {
  const tellers = carsOf(night).flatMap((car) => tellerOf(car, fleet))
  if (tellers.length === 0) return { arrived: () => [], next: () => undefined }
  let asksAt = Math.ceil(night.start.getTime() / ASKS_EVERY_MS) * ASKS_EVERY_MS
  let onTheWay: readonly Arrival[] = []
  return {
    arrived: (now) => {
      for (; asksAt <= now.getTime(); asksAt += ASKS_EVERY_MS) {
        const asked = new Date(asksAt)
        onTheWay = [...onTheWay, ...tellers.flatMap((teller) => news(night, fleet, { teller, at: asked }))]
      }
      const arrived = onTheWay.filter(({ at }) => at <= now)
      onTheWay = onTheWay.filter(({ at }) => at > now)
      return arrived.toSorted((a, b) => a.at.getTime() - b.at.getTime())
    },
    next: () => new Date(Math.min(asksAt, ...onTheWay.map(({ at }) => at.getTime()))),
  }
}

function tellerOf(car: NightCar, fleet: Fleet): Teller[] {
  const member = fleet.find(car.spec.vin)
  const link = car.aggregator?.webhooks ?? null
  return member === undefined || link === null ? [] : [{ car, member, link, told: '' }]
}

/** A message about what has changed since the last one, whether that arrived or not. */
function news(
  { seed }: Night,
  fleet: Fleet,
  { teller, at }: { readonly teller: Teller; readonly at: Date },
): readonly Arrival[] {
  const { car, member, link } = teller
  const view = fleet.view(member, at)
  const what = `${view.status} ${String(Math.round(view.socPercent))}`
  if (what === teller.told) return []
  teller.told = what
  const luck = seededRandomness(`${seed}:${car.id}:${String(at.getTime())}`)
  if (luck.fraction() < link.lostShare) return []
  const late = Math.floor(luck.fraction() * link.mostLateSeconds)
  return [{ carId: car.id, at: addSeconds(at, late), state: toldByWebhook(member, view, at) }]
}
