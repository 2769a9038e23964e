import { describe, expect, test } from 'vitest'
import { A, EU, NA, scene } from './breaker-scene.ts'

const SMARTCAR = { carmaker: 'smartcar', region: null } as const
const toBeGivenBack = (vehicleId: string) => ({ vehicleId, release: true })

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
