import { contains } from '../base/interval.ts'
import type { MemoryCarmaker, ReadAnswer } from './memory-carmaker.ts'
import { carsOf, type Night, type NightCar } from './night.ts'

/** How long a call waits that could not be made for want of a token; as the loop's. */
const TOKEN_SECONDS = 60

/** A carmaker as it is met on odd nights: it takes no token for a while, and cars whose state of charge stands still, or that charge fast on their way. */
export function withOddities(night: Night, carmaker: MemoryCarmaker): MemoryCarmaker {
  const cars = new Map(carsOf(night).map((car) => [car.spec.vin, car]))
  const lastSoc = new Map<string, number | null>()
  const isRefused = (vin: string, now: Date): boolean => isWithin(cars.get(vin)?.tokenRefused, now)
  return {
    ...carmaker,
    read: (member, now) => {
      const car = cars.get(member.vin)
      if (isRefused(member.vin, now)) return { reading: 'none', isBilled: false }
      const answer = carmaker.read(member, now)
      return car === undefined ? answer : oddAnswer(answer, { car, lastSoc, now })
    },
    askControllable: (member, now) =>
      isRefused(member.vin, now) ? null : carmaker.askControllable(member, now),
    command: (member, kind, now) =>
      isRefused(member.vin, now)
        ? { kind: 'refused', because: 'not_sent', retryAfterSeconds: TOKEN_SECONDS, isTokenMissing: true }
        : carmaker.command(member, kind, now),
  }
}

interface Asked {
  readonly car: NightCar
  /** What each car told last before it stood still, by VIN. */
  readonly lastSoc: Map<string, number | null>
  readonly now: Date
}

function oddAnswer(answer: ReadAnswer, { car, lastSoc, now }: Asked): ReadAnswer {
  const { reading } = answer
  if (reading === 'none' || reading.kind !== 'state') return answer
  const { vin } = car.spec
  const frozen = isWithin(car.frozenSoc, now) ? lastSoc.get(vin) : undefined
  const socPercent = frozen === undefined ? reading.state.socPercent : frozen
  lastSoc.set(vin, socPercent)
  const fastCharging = isWithin(car.fastCharge, now) || reading.state.fastCharging
  return { ...answer, reading: { ...reading, state: { ...reading.state, socPercent, fastCharging } } }
}

function isWithin(interval: NightCar['fastCharge'], now: Date): boolean {
  return interval !== undefined && contains(interval, now)
}
