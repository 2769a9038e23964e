import { addMinutes } from 'date-fns'
import { describe, expect, test } from 'vitest'
import type { MadePlan } from '../../src/control/make-plan.ts'
import type { Neighbour } from '../../src/control/neighbour.ts'
import { planInTurn, waitsUntil } from '../../src/control/take-turns.ts'
import { diceOf } from '../planning/oracle/dice.ts'
import { draw, slotsOf } from '../support/pictures.ts'
import { NOW } from './night-facts.ts'
import { neighbour, planBoth, planningFacts, rankOf, type Car, type Home } from './two-cars.ts'

/** Hours from 22:00; the cheapest are from 01 to 05. */
const slots = slotsOf([5, 4, 3, 1, 1.1, 1.2, 1.3, 4, 5, 9], { start: NOW })
const home: Home = { houseKw: 1, fuseKw: 16, slots }
const kari: Car = { id: 'kari', powerKw: 11, minutes: 120, readyBy: '07:00' }
const ola: Car = { id: 'ola', powerKw: 11, minutes: 120, readyBy: '07:00' }

const pictures = (plans: readonly (MadePlan | null)[]): string[] =>
  plans.map((made) => draw(made?.plan.blocks ?? [], slots))

describe('two cars behind one meter', () => {
  test('the second charges in the cheapest hours that the first leaves', () => {
    expect(pictures(planBoth(home, [kari, ola]))).toEqual(['...##.....', '.....##...'])
  })

  test('both charge in the cheapest hours where the fuse holds both', () => {
    expect(pictures(planBoth({ ...home, fuseKw: 25 }, [kari, ola]))).toEqual(['...##.....', '...##.....'])
  })

  test('whoever has to be ready first takes the time it needs, and the other plans anew in what is left', () => {
    const early: Car = { ...ola, minutes: 180, readyBy: '02:00' }
    const long: Car = { ...kari, minutes: 300 }
    expect(pictures(planBoth(home, [long, kari]))[0]).toBe('..#####...')
    const [first, second] = planBoth(home, [long, early])
    expect(pictures([first, second])).toEqual(['...#####..', '###.......'])
    expect(second?.plan.expectedReadyAt?.getTime()).toBeLessThanOrEqual(at('02:00').getTime())
    expect(first?.plan.expectedReadyAt?.getTime()).toBeLessThanOrEqual(at('07:00').getTime())
  })

  test('a car below its minimum charges at once, whatever the other has planned', () => {
    const facts = planningFacts(kari, {
      ...home,
      slots: slotsOf([1, 1, 5, 5, 5, 5, 5, 5, 5], { start: NOW }),
    })
    const other = neighbour(kari, planInTurn(facts, rankOf(kari), []).result?.made ?? null)
    expect(other.turns[0]?.start).toEqual(NOW)
    const low = planningFacts(ola, home)
    const needy = { ...low, policy: { ...low.policy, minimumPercent: 70 } }
    const { result, respected } = planInTurn(needy, rankOf(ola, 'minimum'), [other])
    expect(result?.made.plan.blocks[0]).toMatchObject({ start: NOW, reason: 'minimum-first' })
    expect(respected).toEqual([])
  })

  test('a plan holds while the other keeps to its turns, and is made anew when it does not', () => {
    const facts = planningFacts(ola, home)
    const [, mine] = planBoth(home, [kari, ola])
    const others = planBoth(home, [kari, ola])[0]
    const before = neighbour(kari, others)
    const kept = { ...facts, previous: mine }
    expect(planInTurn(kept, rankOf(ola), [before]).result).toBeNull()
    const [start, end] = [mine?.plan.blocks[0]?.start ?? NOW, mine?.plan.blocks.at(-1)?.end ?? NOW]
    const crossing = { ...before, turns: [{ start, end: addMinutes(start, 30) }] }
    expect(planInTurn(kept, rankOf(ola), [crossing]).result?.cause).toBe('site')
    const touching = { ...before, turns: [{ start: addMinutes(end, -4), end: addMinutes(end, 60) }] }
    expect(planInTurn(kept, rankOf(ola), [touching]).result).toBeNull()
  })

  test('a plan that another car made late is made anew when it gets out of the way', () => {
    const long: Car = { ...ola, minutes: 480 }
    const facts = planningFacts(long, home)
    const whole = { start: NOW, end: at('03:00') }
    const first: Neighbour = { ...neighbour(kari, null), turns: [whole] }
    const { result } = planInTurn(facts, rankOf(long), [first])
    expect(result?.made.plan.feasibility).toBe('late')
    const kept = { ...facts, previous: result?.made ?? null }
    expect(planInTurn(kept, rankOf(long), [first]).result).toBeNull()
    expect(planInTurn(kept, rankOf(long), []).result).toMatchObject({
      cause: 'site',
      made: { plan: { feasibility: 'ready' } },
    })
  })
})

/** The morning of the night in pictures. */
function at(time: string): Date {
  return new Date(`2025-01-23T${time}:00+01:00`)
}

describe('150 random pairs, counted minute by minute', () => {
  const pairs = Array.from({ length: 150 }, (_, seed) => pairOf(seed))

  test('never draw more than the fuse holds, and both are ready whenever that is possible', () => {
    const seen = { possible: 0, impossible: 0 }
    for (const { cars, place, seed } of pairs) {
      const plans = planBoth(place, cars)
      expect(highestKw(plans, cars, place), `pair ${String(seed)}`).toBeLessThanOrEqual(place.fuseKw + 1e-9)
      const isPossible = canBothBeReady(cars, place)
      if (isPossible) expect(lateMinutes(plans, cars), `pair ${String(seed)}`).toEqual([0, 0])
      seen[isPossible ? 'possible' : 'impossible'] += 1
    }
    expect(seen.possible).toBeGreaterThan(75)
    expect(seen.impossible).toBeGreaterThan(10)
  })

  test('blow the fuse when the other car is ignored', () => {
    const blown = pairs.filter(({ cars, place }) => {
      const alone = cars.map((car) => {
        const facts = planningFacts(car, place)
        return planInTurn(facts, rankOf(car), []).result?.made ?? null
      })
      return highestKw(alone, cars, place) > place.fuseKw
    })
    expect(blown.length).toBeGreaterThan(50)
  })

  test('are not all ready when the car that is first to plan keeps its turns whatever comes', () => {
    const late = pairs.filter(({ cars, place }) => {
      if (!canBothBeReady(cars, place)) return false
      const [first, second] = cars
      const facts = planningFacts(first, place)
      const alone = planInTurn(facts, rankOf(first), []).result?.made ?? null
      const stubborn = { ...neighbour(first, alone), rank: rankOf(first, 'uncontrolled') }
      const beside = planningFacts(second, place)
      const { result } = planInTurn(beside, rankOf(second), [stubborn])
      return lateMinutes([alone, result?.made ?? null], cars).some((minutes) => minutes > 0)
    })
    expect(late.length).toBeGreaterThan(2)
  })
})

interface Pair {
  readonly seed: number
  readonly cars: readonly [Car, Car]
  readonly place: Home
}

function pairOf(seed: number): Pair {
  const dice = diceOf(`pair ${String(seed)}`)
  const carOf = (id: string): Car => ({
    id,
    powerKw: dice.pick(7.4, 11),
    minutes: 30 * dice.whole(1, 11),
    readyBy: `0${String(dice.whole(1, 7))}:${dice.pick('00', '30')}`,
  })
  const costs = slotsOf(
    Array.from({ length: 12 }, () => dice.between(0.1, 3)),
    { start: NOW },
  )
  const place = { houseKw: dice.whole(0, 3), fuseKw: dice.pick(14, 16, 20, 25), slots: costs }
  return { seed, cars: [carOf('kari'), carOf('ola')], place }
}

const NIGHT_MINUTES = 24 * 60

/** Whether it charges in each minute of the night. */
function minutesOf(made: MadePlan | null): boolean[] {
  return Array.from({ length: NIGHT_MINUTES }, (_, minute) => {
    const middle = NOW.getTime() + (minute + 0.5) * 60_000
    return (made?.plan.blocks ?? []).some(
      ({ start, end }) => start.getTime() <= middle && middle < end.getTime(),
    )
  })
}

function highestKw(plans: readonly (MadePlan | null)[], cars: readonly Car[], { houseKw }: Home): number {
  const charging = plans.map(minutesOf)
  let highest = 0
  for (let minute = 0; minute < NIGHT_MINUTES; minute++) {
    let power = houseKw
    for (const [index, car] of cars.entries()) if (charging[index]?.[minute] === true) power += car.powerKw
    highest = Math.max(highest, power)
  }
  return highest
}

function minutesUntil({ readyBy }: Car): number {
  const [hours = 0, minutes = 0] = readyBy.split(':').map(Number)
  return 2 * 60 + hours * 60 + minutes
}

/** Work left at ready-by, in minutes of charging. */
function lateMinutes(plans: readonly (MadePlan | null)[], cars: readonly Car[]): number[] {
  return cars.map((car, index) => {
    const done = minutesOf(plans[index] ?? null).slice(0, minutesUntil(car))
    return Math.max(0, car.minutes - done.filter(Boolean).length)
  })
}

/** By counting: the one who is ready first alone, then both together; each alone where the fuse holds both. */
function canBothBeReady(cars: readonly [Car, Car], { houseKw, fuseKw }: Home): boolean {
  const [a, b] = cars
  const each = cars.every((car) => car.minutes <= minutesUntil(car))
  if (houseKw + a.powerKw + b.powerKw <= fuseKw) return each
  return each && a.minutes + b.minutes <= Math.max(minutesUntil(a), minutesUntil(b))
}

describe('the right of way', () => {
  const limits = planningFacts(kari, home).site
  const turn = { start: NOW, end: addMinutes(NOW, 60) }
  const idle: Neighbour = { ...neighbour(kari, null), turns: [] }
  const mine: Neighbour = { ...idle, vehicleId: ola.id, rank: rankOf(ola) }
  const crossing = { now: NOW, limits }
  const waits = (others: readonly Neighbour[], own: Partial<Neighbour> = {}, respected = others) =>
    waitsUntil({ ...crossing, own: { ...mine, ...own }, others, respected })

  test.each<[string, Neighbour, Date | null]>([
    ['nothing, if the other neither charges nor is to', idle, null],
    ['the end of the turn of another', { ...idle, turns: [turn] }, turn.end],
    ['another that still draws, for a minute', { ...idle, isDrawing: true }, addMinutes(NOW, 1)],
    [
      'nothing, if the turn of the other comes later',
      { ...idle, turns: [{ ...turn, start: addMinutes(NOW, 1) }] },
      null,
    ],
  ])('waits for %s', (_, other, expected) => {
    expect(waits([other])).toEqual(expected)
  })

  test('is not given up by a car that draws to one that draws out of turn, but to one in its turn', () => {
    expect(waits([{ ...idle, isDrawing: true }], { isDrawing: true })).toBeNull()
    expect(waits([{ ...idle, isDrawing: true, turns: [turn] }], { isDrawing: true })).toEqual(turn.end)
  })

  test('at the crossing of two turns is of the car that goes first', () => {
    const crossed = { ...idle, turns: [turn] }
    const own = { isDrawing: true, turns: [{ start: NOW, end: addMinutes(NOW, 4) }] }
    expect(waits([crossed], own)).toEqual(turn.end)
    expect(waits([{ ...crossed, rank: rankOf(kari, 'charge-now') }], own)).toBeNull()
  })

  test('of a turn that was taken is over as soon as the other has stopped', () => {
    const taken = { ...idle, turns: [turn] }
    expect(waits([taken], {}, [])).toBeNull()
    expect(waits([{ ...taken, isDrawing: true }], {}, [])).toEqual(addMinutes(NOW, 1))
  })

  test('is no question where the fuse holds both, or nobody told of one', () => {
    const other = { ...idle, isDrawing: true, turns: [turn] }
    expect(waits([other], { powerKw: 4 })).toBeNull()
    const own = mine
    expect(
      waitsUntil({ ...crossing, own, limits: undefined, others: [other], respected: [other] }),
    ).toBeNull()
  })
})
