import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { createBreaker, type Breaker } from '../../src/control/breaker.ts'

const START = new Date('2025-02-10T15:00:00Z')
const EU = { carmaker: 'tesla', region: 'eu' } as const
const NA = { carmaker: 'tesla', region: 'na' } as const
const SMARTCAR = { carmaker: 'smartcar', region: null } as const
const A = { vehicleId: 'a', release: false }
const toBeGivenBack = (vehicleId: string) => ({ vehicleId, release: true })

/** As soon as it may be asked. */
const at = (breaker: Breaker) => breaker.openOf(EU)?.nextProbe ?? START

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

function scene(): Scene {
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

describe('the breaker of a carmaker', () => {
  test.each([
    ['19 failures are too few', 'x'.repeat(19), 'free'],
    ['20 failures open it', 'x'.repeat(20), 'wait'],
    ['half of 20 opens it', '.x'.repeat(10), 'wait'],
    ['9 of 20 do not', `..${'.x'.repeat(9)}`, 'free'],
    ['old failures count no more', `${'x'.repeat(15)}${'.'.repeat(30)}${'x'.repeat(14)}`, 'free'],
  ])('%s', (_, picture, kind) => {
    const { breaker, call } = scene()
    call(picture)
    breaker.changes()
    expect(breaker.admit(EU, A).kind).toBe(kind)
  })

  test('opens within 30 seconds at one failing call a second, and tells it once', () => {
    const { breaker, call } = scene()
    call('x'.repeat(30))
    expect(breaker.changes()).toEqual([{ host: EU, state: 'open' }])
    expect(breaker.changes()).toEqual([])
    call('.')
    expect(breaker.changes()).toEqual([{ host: EU, state: 'closed' }])
  })

  test('one answer closes it, and lets nobody past those that waited until they have been put in order', () => {
    const { breaker, call } = scene()
    call(`${'x'.repeat(20)}.`)
    expect(breaker.openOf(EU)).toBeNull()
    expect(breaker.admit(EU, A).kind).toBe('wait')
    expect(breaker.admit(EU, toBeGivenBack('b')).kind).toBe('free')
    breaker.changes()
    expect(breaker.admit(EU, A).kind).toBe('free')
  })

  test('lets one call through in 15 to 30 seconds while it is open', () => {
    const { breaker, call, probes } = scene()
    call('x'.repeat(20))
    const found = probes(3_600, ['a', 'b', 'c', 'd', 'e'])
    expect(found.length).toBeLessThanOrEqual(3_600 / 15)
    expect(found.length).toBeGreaterThanOrEqual(3_600 / 30)
    expect(breaker.admit(EU, A).kind).toBe('wait')
  })

  test('gives each car that is to be given back one try in an outage, made only when it is told', () => {
    const { breaker, call, pass } = scene()
    call('x'.repeat(20))
    expect(breaker.admit(EU, toBeGivenBack('a')).kind).toBe('release')
    expect(breaker.admit(EU, toBeGivenBack('a')).kind).toBe('release')
    breaker.tryRelease(EU, 'a')
    expect(breaker.admit(EU, toBeGivenBack('a')).kind).toBe('wait')
    expect(breaker.admit(EU, toBeGivenBack('b')).kind).toBe('release')
    pass(60)
    call(`.${'x'.repeat(20)}`)
    expect(breaker.admit(EU, toBeGivenBack('a')).kind).toBe('release')
  })

  test('keeps carmakers apart, and the regions of one', () => {
    const { breaker, call } = scene()
    call('x'.repeat(40))
    expect(breaker.admit(EU, A).kind).toBe('wait')
    expect(breaker.admit(SMARTCAR, A).kind).toBe('free')
    expect(breaker.admit(NA, A).kind).toBe('free')
    breaker.tell(NA, true)
    expect(breaker.admit(EU, A).kind).toBe('wait')
    expect(breaker.unattended()).toMatchObject([{ host: EU }])
  })

  test('asks for three cars of one region: four misses in one and four in another open neither', () => {
    const { breaker } = scene()
    for (const [host, vehicleId] of [EU, NA].flatMap((one) =>
      ['a', 'b', 'c', 'd'].map((id) => [one, id] as const),
    )) {
      breaker.tell(host, false)
      breaker.tellMissed(host, vehicleId)
    }
    expect([EU, NA].map((host) => breaker.openOf(host))).toEqual([null, null])
    breaker.tell(NA, false)
    breaker.tellMissed(NA, 'a')
    expect([EU, NA].map((host) => breaker.openOf(host) !== null)).toEqual([false, true])
  })
})

describe('the breaker of a carmaker that is asked little', () => {
  test.each([
    ['four failures in a row are too few', 'abcd', 360, 'free'],
    ['five of three cars open it, six minutes apart', 'abcab', 360, 'wait'],
    ['five of two cars do not', 'ababa', 360, 'free'],
    ['nor does one car that fails a whole day', 'a'.repeat(480), 180, 'free'],
    ['nor five among which one was answered', 'abc.de', 60, 'free'],
    ['nor five that are spread over more than an hour', 'abcde', 900, 'free'],
  ])('%s', (_, picture, secondsApart, kind) => {
    const { breaker, cars } = scene()
    cars(picture, secondsApart)
    expect(breaker.openOf(EU) === null ? 'free' : 'wait').toBe(kind)
  })

  test('a failure is not held against a car whose carmaker has answered since', () => {
    const { breaker } = scene()
    for (const vehicleId of 'abcdefgh') {
      breaker.tell(EU, false)
      breaker.tell(EU, true)
      breaker.tellMissed(EU, vehicleId)
    }
    expect(breaker.openOf(EU)).toBeNull()
  })

  test('lets one call through in 45 to 60 seconds', () => {
    const { cars, probes } = scene()
    cars('abcde', 60)
    const found = probes(3_600, ['a', 'b'])
    expect(found.length).toBeLessThanOrEqual(3_600 / 45)
    expect(found.length).toBeGreaterThanOrEqual(3_600 / 60)
  })
})

describe('the call that finds out whether a carmaker is back', () => {
  test('is kept for the car that was appointed, and given to anybody if that one does not come', () => {
    const { breaker, call, probes } = scene()
    call('x'.repeat(20))
    breaker.appoint(EU, 'z', at(breaker))
    expect(probes(30, ['a', 'z'])[0]).toBe('z')
    breaker.appoint(EU, 'gone', at(breaker))
    expect(probes(45, ['a', 'b'])[0]).toBe('a')
  })

  test('is to be made by a car that is told to come for it, while others come later', () => {
    const { breaker, call } = scene()
    call('x'.repeat(20))
    breaker.appoint(EU, 'z', at(breaker))
    const mine = breaker.admit(EU, { vehicleId: 'z', release: false })
    const others = breaker.admit(EU, A)
    if (mine.kind !== 'wait' || others.kind !== 'wait') throw new Error('Nobody asks yet')
    expect([mine.isProber, others.isProber]).toEqual([true, false])
    expect(mine.until < others.until).toBe(true)
  })

  test('finds nobody else due at its instant, not even those told to wait before anybody was appointed', () => {
    const { breaker, call } = scene()
    call('x'.repeat(20))
    const early = breaker.admit(EU, A)
    if (early.kind !== 'wait') throw new Error('Nobody asks yet')
    expect(early.until > (breaker.openOf(EU)?.nextProbe ?? early.until)).toBe(true)
  })

  test('that is to be made much later is thought of again, as somebody may want something by then', () => {
    const { breaker, call, pass, probes } = scene()
    call('x'.repeat(20))
    const late = addSeconds(at(breaker), 300)
    breaker.appoint(EU, 'z', late)
    expect(breaker.unattended()).toMatchObject([{ host: EU, appointedFor: late }])
    expect(probes(200, ['a', 'z'])).toEqual([])
    const [{ notBefore } = { notBefore: late }] = breaker.unattended()
    expect(notBefore < late).toBe(true)
    breaker.appoint(EU, 'z', addSeconds(late, -60))
    pass(41)
    expect(breaker.unattended()).toEqual([])
    expect(probes(60, ['a', 'z'])[0]).toBe('z')
  })

  test('is seen to until a car is appointed, and again when it was made or missed', () => {
    const { breaker, call, pass, probes } = scene()
    expect(breaker.unattended()).toEqual([])
    call('x'.repeat(20))
    expect(breaker.unattended()).toMatchObject([{ host: EU, asked: [] }])
    breaker.appoint(EU, 'z', at(breaker))
    expect(breaker.unattended()).toEqual([])
    expect(probes(30, ['z'])).toEqual(['z'])
    expect(breaker.isProbing(EU, 'z')).toBe(true)
    expect(breaker.unattended()).toMatchObject([{ asked: ['z'] }])
    breaker.appoint(EU, 'y', at(breaker))
    pass(60)
    expect(breaker.unattended()).toMatchObject([{ asked: ['z'] }])
  })

  test('is one that another process may have made: what it found out holds here too', () => {
    const { breaker, call } = scene()
    call('x'.repeat(20))
    expect(breaker.changes()).toHaveLength(1)
    breaker.tellBack(EU)
    expect(breaker.admit(EU, A).kind).toBe('free')
    expect(breaker.changes()).toEqual([{ host: EU, state: 'closed' }])
  })
})
