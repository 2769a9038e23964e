import { addSeconds } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { Breaker } from '../../src/control/breaker.ts'
import { A, EU, NA, scene, START } from './breaker-scene.ts'

/** As soon as it may be asked. */
const at = (breaker: Breaker) => breaker.openOf(EU)?.nextProbe ?? START

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
    const opened = breaker.openOf(EU)?.since
    expect(breaker.unattended()).toMatchObject([{ host: EU, known: { askedAt: opened, prober: null } }])
    breaker.appoint(EU, 'z', at(breaker))
    expect(breaker.unattended()).toEqual([])
    expect(probes(30, ['z'])).toEqual(['z'])
    expect(breaker.isProbing(EU, 'z')).toBe(true)
    const askedAt = breaker.openOf(EU)?.askedAt ?? START
    expect(askedAt > (opened ?? START)).toBe(true)
    expect(breaker.unattended()).toMatchObject([{ known: { askedAt, prober: null } }])
    breaker.appoint(EU, 'y', at(breaker))
    pass(60)
    expect(breaker.unattended()).toMatchObject([{ known: { askedAt, prober: 'y' } }])
  })

  test('is one that another process may have made: what it found out holds here too', () => {
    const { breaker, call } = scene()
    call('x'.repeat(20))
    expect(breaker.changes()).toHaveLength(1)
    breaker.tellBack(EU)
    expect(breaker.admit(EU, A).kind).toBe('free')
    expect(breaker.changes()).toEqual([{ host: EU, state: 'closed' }])
  })

  test('is made by whom and when all processes know, whatever this one thought', () => {
    const { breaker, call, probes } = scene()
    call('x'.repeat(20))
    const own = breaker.openOf(EU)
    if (own === null) throw new Error('It is not away')
    const nextProbe = addSeconds(own.nextProbe, 40)
    breaker.follow(EU, { ...own, askedAt: addSeconds(own.nextProbe, 20), nextProbe, prober: 'z' })
    expect(probes(30, ['a', 'z'])).toEqual([])
    expect(probes(60, ['a', 'z'])[0]).toBe('z')
    expect(breaker.changes()).toHaveLength(1)
  })

  test('is waited for by a process that another one has told, unless its own calls were answered since', () => {
    const { breaker, call, pass } = scene()
    call('.')
    const since = addSeconds(START, 1)
    const outage = {
      since,
      traffic: 'busy',
      askedAt: since,
      nextProbe: addSeconds(since, 20),
      prober: null,
    } as const
    breaker.follow(EU, outage)
    expect(breaker.admit(EU, A).kind).toBe('wait')
    breaker.follow(NA, outage)
    breaker.tellBack(NA)
    pass(1)
    breaker.tell(NA, true)
    breaker.follow(NA, outage)
    expect(breaker.admit(NA, A).kind).toBe('free')
    expect(breaker.away()).toEqual([EU])
  })
})
