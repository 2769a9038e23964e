import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { powerShareOf, type PluggedInCar } from '../../src/sites/power-share.ts'

const car = (vehicleId: string, changes: Partial<PluggedInCar> = {}): PluggedInCar => ({
  vehicleId,
  powerKw: 11,
  minimumPowerKw: null,
  readyBy: new Date('2024-12-13T06:00:00Z'),
  ...changes,
})
const free = { maxPowerKw: 11, gridLimitKw: null, driverLimitKw: null }

describe('two cars behind one meter', () => {
  it('have each its own power where the site bears both', () => {
    expect(powerShareOf(free, [car('a'), car('b', { powerKw: 7.4 })])).toEqual([
      { vehicleId: 'a', powerKw: 11, kwhPerHour: 11 },
      { vehicleId: 'b', powerKw: 7.4, kwhPerHour: 7.4 },
    ])
  })

  it('take turns where the fuse bears one: first who has to be ready first', () => {
    const early = car('b', { readyBy: new Date('2024-12-13T05:00:00Z') })
    expect(powerShareOf({ ...free, gridLimitKw: 17 }, [car('a'), early], 3)).toEqual([
      { vehicleId: 'a', powerKw: 0, kwhPerHour: 7 },
      { vehicleId: 'b', powerKw: 11, kwhPerHour: 7 },
    ])
  })

  it('share what is left if the second can charge with that', () => {
    const flexible = car('b', { minimumPowerKw: 1.4 })
    const shares = powerShareOf({ ...free, gridLimitKw: 17 }, [car('a'), flexible], 3)
    expect(shares.map(({ powerKw }) => powerKw)).toEqual([11, 3])
  })

  it('share the driver’s limit of an hour alike; what one cannot use goes to the other', () => {
    const small = car('b', { powerKw: 2.3 })
    const shares = powerShareOf({ ...free, driverLimitKw: 10 }, [car('a'), small], 2)
    expect(shares.map(({ kwhPerHour }) => kwhPerHour)).toEqual([5.7, 2.3])
    expect(shares.map(({ powerKw }) => powerKw)).toEqual([11, 2.3])
  })

  it('have none while the house takes it all', () => {
    expect(powerShareOf({ ...free, gridLimitKw: 10 }, [car('a')], 12)).toEqual([
      { vehicleId: 'a', powerKw: 0, kwhPerHour: 0 },
    ])
  })
})

describe('any cars on any site', () => {
  const cars = fc.uniqueArray(
    fc.record({
      vehicleId: fc.stringMatching(/^[a-z]{1,4}$/),
      powerKw: fc.double({ min: 0.5, max: 22, noNaN: true }),
      minimumPowerKw: fc.option(fc.constant(0.4)),
      readyBy: fc.date({ min: new Date('2024-01-01'), max: new Date('2024-01-03'), noInvalidDate: true }),
    }),
    { selector: ({ vehicleId }) => vehicleId, maxLength: 6 },
  )
  const limit = fc.option(fc.double({ min: 1, max: 40, noNaN: true }))
  const site = fc.record({
    maxPowerKw: fc.double({ min: 1, max: 22, noNaN: true }),
    gridLimitKw: limit,
    driverLimitKw: limit,
  })
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

  it('never draw more than the site bears, nor more than each can', () => {
    fc.assert(
      fc.property(site, cars, fc.double({ min: 0, max: 10, noNaN: true }), (limits, all, base) => {
        const shares = powerShareOf(limits, all, base)
        const { gridLimitKw, driverLimitKw } = limits
        const fuse = Math.max(0, (gridLimitKw ?? Infinity) - base)
        const hour = Math.max(0, Math.min(gridLimitKw ?? Infinity, driverLimitKw ?? Infinity) - base)
        expect(sum(shares.map(({ powerKw }) => powerKw))).toBeLessThanOrEqual(fuse + 1e-9)
        expect(sum(shares.map(({ kwhPerHour }) => kwhPerHour))).toBeLessThanOrEqual(hour + 1e-9)
        for (const [index, share] of shares.entries()) {
          const own = Math.min(all[index]?.powerKw ?? 0, limits.maxPowerKw)
          expect(Math.max(share.powerKw, share.kwhPerHour)).toBeLessThanOrEqual(own + 1e-9)
        }
      }),
    )
  })

  it('are given the same whatever order they are told in', () => {
    fc.assert(
      fc.property(site, cars, (limits, all) => {
        const byId = (given: readonly PluggedInCar[]) =>
          new Map(powerShareOf(limits, given).map((share) => [share.vehicleId, share.powerKw]))
        expect(byId(all.toReversed())).toEqual(byId(all))
      }),
    )
  })
})
