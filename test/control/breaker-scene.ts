import { addSeconds } from 'date-fns'
import { SteppedClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { createBreaker, type Breaker } from '../../src/control/breaker.ts'

export const START = new Date('2025-02-10T15:00:00Z')
export const EU = { carmaker: 'tesla', region: 'eu' } as const
export const NA = { carmaker: 'tesla', region: 'na' } as const
/** A car that asks for leave. */
export const A = { vehicleId: 'a', release: false }

interface Scene {
  readonly breaker: Breaker
  readonly pass: (seconds: number) => void
  /** Calls of one second each: `x` fails, `.` is answered. */
  readonly call: (picture: string) => void
  /** Calls about cars, one after the other: what a letter names fails, `.` is answered. */
  readonly cars: (picture: string, secondsApart: number) => void
  /** How often one of `cars` was let through to find out, asked every second. */
  readonly probes: (seconds: number, cars: readonly string[]) => string[]
}

/** A breaker at work. */
export function scene(): Scene {
  const clock = new SteppedClock(START)
  const breaker = createBreaker(clock, seededRandomness('breaker'))
  const pass = (seconds: number): void => {
    clock.stepTo(addSeconds(clock.now(), seconds))
  }
  return {
    breaker,
    pass,
    call: (picture) => {
      for (const sign of picture) {
        breaker.tell(EU, sign === '.')
        pass(1)
      }
    },
    cars: (picture, secondsApart) => {
      for (const sign of picture) {
        breaker.tell(EU, sign === '.')
        if (sign !== '.') breaker.tellMissed(EU, sign)
        pass(secondsApart)
      }
    },
    probes: (seconds, cars) => {
      const found: string[] = []
      for (let second = 0; second < seconds; second++) {
        for (const vehicleId of cars)
          if (breaker.admit(EU, { vehicleId, release: false }).kind === 'probe') found.push(vehicleId)
        pass(1)
      }
      return found
    },
  }
}
