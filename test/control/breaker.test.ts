import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { seededRandomness } from '../../src/base/random.ts'
import { createBreaker, type Breaker } from '../../src/control/breaker.ts'

const START = new Date('2025-02-10T15:00:00Z')

interface Scene {
  readonly breaker: Breaker
  readonly pass: (seconds: number) => void
  /** Calls for so many cars in turn, five if not told, one a second if not told: `x` fails, `.` is answered. */
  readonly call: (picture: string, fleet?: { readonly cars?: number; readonly seconds?: number }) => void
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
    call: (picture, { cars = 5, seconds = 1 } = {}) => {
      let place = 0
      for (const sign of picture) {
        breaker.tell('tesla', { vehicleId: `car-${String(place++ % cars)}`, answered: sign === '.' })
        pass(seconds)
      }
    },
  }
}

describe('the breaker of a carmaker', () => {
  test.each([
    ['4 failures in a row are too few', 'x'.repeat(4), 'free'],
    ['5 failures in a row open it', 'x'.repeat(5), 'wait'],
    ['an answer between them does not', 'xxxx.xxxx', 'free'],
    ['no more than 15 seconds pass before it is asked again', 'x'.repeat(20), 'probe'],
    ['half of 20 opens it', '.x'.repeat(10), 'wait'],
    ['4 failures after 16 answers do not, nor do 5 where there is traffic', `${'.'.repeat(19)}xxxxx`, 'free'],
    ['9 of 20 do not', `..${'.x'.repeat(9)}`, 'free'],
    ['old failures count no more', `xxxx${'.'.repeat(30)}xxxx`, 'free'],
    ['one answer closes it', `${'x'.repeat(20)}.`, 'free'],
  ])('%s', (_, picture, kind) => {
    const { breaker, call } = scene()
    call(picture)
    expect(breaker.admit('tesla').kind).toBe(kind)
  })

  test('opens within 30 seconds at one failing call a second, and tells it once', () => {
    const { breaker, call } = scene()
    call('x'.repeat(30))
    expect(breaker.changes()).toEqual([{ carmaker: 'tesla', state: 'open' }])
    expect(breaker.changes()).toEqual([])
    call('.')
    expect(breaker.changes()).toEqual([{ carmaker: 'tesla', state: 'closed' }])
  })

  test('lets one call through in 15 seconds while it is open', () => {
    const { breaker, call, pass } = scene()
    call('x'.repeat(20))
    const admitted: string[] = []
    for (let second = 0; second < 60; second++) {
      for (let car = 0; car < 5; car++) admitted.push(breaker.admit('tesla').kind)
      pass(1)
    }
    expect(admitted.filter((kind) => kind === 'probe')).toHaveLength(4)
    expect(admitted.filter((kind) => kind === 'free')).toEqual([])
  })

  test('gives each car that is to be given back one try in an outage, made only when it is told', () => {
    const { breaker, call, pass } = scene()
    call('x'.repeat(5))
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
    breaker.tryRelease('tesla', 'a')
    expect(breaker.admit('tesla', 'a').kind).toBe('wait')
    expect(breaker.admit('tesla', 'b').kind).toBe('release')
    pass(60)
    call(`.${'x'.repeat(5)}`)
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
  })

  test.each([1, 2])('is not opened by %s cars that always fail', (cars) => {
    const { breaker, call } = scene()
    call('x'.repeat(300), { cars })
    expect(breaker.admit('tesla').kind).toBe('free')
  })

  test.each([
    [5, 60],
    [15, 40],
    [100, 6],
  ])('is opened by the first five failures of %s cars, one call in %s s', (cars, seconds) => {
    const { breaker, call } = scene()
    call('.'.repeat(10), { cars, seconds })
    call('xxxx', { cars, seconds })
    expect(breaker.openOf('tesla')).toBeNull()
    call('xxxxx', { cars, seconds })
    expect(breaker.openOf('tesla')).not.toBeNull()
  })

  test('asks for a tenth of what was asked before, at least once in five minutes', () => {
    const probesIn = (seconds: number): number => {
      const { breaker, call, pass } = scene()
      call(`${'.'.repeat(10)}xxxxx`, { seconds })
      let probes = 0
      for (let second = 0; second < 3 * 3_600; second += 5) {
        if (breaker.admit('tesla').kind === 'probe') probes++
        pass(5)
      }
      return probes
    }
    expect(probesIn(6)).toBeLessThanOrEqual((3 * 3_600) / 6 / 10 + 20)
    expect(probesIn(60)).toBeLessThanOrEqual(36)
    expect(probesIn(60)).toBeGreaterThanOrEqual(35)
  })

  test('reads a car that fails again and again ever more rarely, and at once when it was answered', () => {
    const { breaker, pass } = scene()
    let [reads, asked] = [0, 0]
    for (let second = 0; second < 3 * 3_600; second += 30) {
      asked++
      if (!breaker.isSpared('tesla', 'bad')) {
        reads++
        breaker.tell('tesla', { vehicleId: 'bad', answered: false })
      }
      expect(breaker.isSpared('tesla', 'good')).toBe(false)
      pass(30)
    }
    // The control: without it each of 360 passes would have read.
    expect(asked).toBe(360)
    expect(reads).toBeLessThanOrEqual(60)
    breaker.tell('tesla', { vehicleId: 'bad', answered: true })
    expect(breaker.isSpared('tesla', 'bad')).toBe(false)
  })

  test('keeps carmakers apart', () => {
    const { breaker, call } = scene()
    call('x'.repeat(40))
    expect(breaker.admit('smartcar').kind).toBe('free')
  })
})
