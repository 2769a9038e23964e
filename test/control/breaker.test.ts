import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { createBreaker, type Breaker } from '../../src/control/breaker.ts'

const START = new Date('2025-02-10T15:00:00Z')

interface Scene {
  readonly breaker: Breaker
  readonly pass: (seconds: number) => void
  /** Calls of one second each: `x` fails, `.` is answered. */
  readonly call: (picture: string) => void
}

function scene(): Scene {
  const clock = new SteppedClock(START)
  const breaker = createBreaker(clock)
  const pass = (seconds: number): void => {
    clock.stepTo(addSeconds(clock.now(), seconds))
  }
  return {
    breaker,
    pass,
    call: (picture) => {
      for (const sign of picture) {
        breaker.tell('tesla', sign === '.')
        pass(1)
      }
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
    call('x'.repeat(20))
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
    breaker.tryRelease('tesla', 'a')
    expect(breaker.admit('tesla', 'a').kind).toBe('wait')
    expect(breaker.admit('tesla', 'b').kind).toBe('release')
    pass(60)
    call(`.${'x'.repeat(20)}`)
    expect(breaker.admit('tesla', 'a').kind).toBe('release')
  })

  test('keeps carmakers apart', () => {
    const { breaker, call } = scene()
    call('x'.repeat(40))
    expect(breaker.admit('smartcar').kind).toBe('free')
  })
})
