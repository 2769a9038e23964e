import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { obey, viewCar, type CarCommand } from '../../src/simulator/car-commands.ts'
import { advance, startingState, type Car } from '../../src/simulator/car-physics.ts'
import type { CarState, SimulatedCar } from '../../src/simulator/simulated-car.ts'
import { car, DUSK } from './support.ts'

const after = (seconds: number): Date => new Date(DUSK.getTime() + seconds * 1000)
const simulated = (changes: Partial<SimulatedCar> = {}): Car => ({ spec: car(changes), seed: 'test' })
const start: CarCommand = { kind: 'start' }
const stop: CarCommand = { kind: 'stop' }

describe('a car left alone', () => {
  it('charges by itself when plugged in: starting, then charging within 10 s', () => {
    const one = simulated({ stays: [{ pluggedInAt: after(60), unpluggedAt: after(50_000) }] })
    const state = startingState(one, DUSK)
    expect(viewCar(one, state, after(59)).status).toBe('disconnected')
    expect(viewCar(one, state, after(61)).status).toBe('starting')
    expect(viewCar(one, state, after(70)).status).toBe('charging')
  })

  it.each([0, 4, 600])(
    'stops at the instant it is interrupted, %i s after a step of its physics',
    (offset) => {
      const tripAt = new Date(Math.ceil(DUSK.getTime() / 10_000) * 10_000 + 600_000 + offset * 1000)
      const one = simulated({ interruptedAt: [tripAt] })
      const state = startingState(one, DUSK)
      expect(viewCar(one, state, new Date(tripAt.getTime() - 1)).status).toBe('charging')
      expect(viewCar(one, state, tripAt).status).toBe('connected')
      expect(viewCar(one, advance(one, state, tripAt.getTime()), after(13 * 3600)).status).toBe('connected')
    },
  )

  it('reaches its own limit, stops there and says so', () => {
    const one = simulated()
    const done = viewCar(one, startingState(one, DUSK), after(13 * 3600))
    expect(done.status).toBe('complete')
    expect(done.socPercent).toBeCloseTo(80, 9)
    // 24 kWh into the battery at 0.9.
    expect(done.energyFromGridKwh).toBeCloseTo(24 / 0.9, 9)
    expect(done.powerKw).toBe(0)
  })

  it('takes as long as its power says: 24 kWh at 11 kW and 0.9 take 2 h 25 min', () => {
    const one = simulated()
    const state = startingState(one, DUSK)
    const seconds = (24 / (11 * 0.9)) * 3600
    expect(viewCar(one, state, after(seconds - 1)).status).toBe('charging')
    expect(viewCar(one, state, after(seconds + 10)).status).toBe('complete')
  })

  it('tapers in a straight line above 80 %, down to 30 % of its power when full', () => {
    const one = simulated({ socPercent: 90, limitPercent: 100 })
    const state = startingState(one, DUSK)
    expect(viewCar(one, state, after(10)).powerKw).toBeCloseTo(11 * 0.65, 1)
    const straight = (6 / (11 * 0.9)) * 3600
    expect(viewCar(one, state, after(straight)).status).toBe('charging')
    // ∫ dE / P(E) over the last tenth: 6 kWh · ln(0.65 / 0.3) / 0.35 / 9.9 kW.
    const tapered = ((6 * Math.log(0.65 / 0.3)) / 0.35 / 9.9) * 3600
    expect(viewCar(one, state, after(tapered - 60)).status).toBe('charging')
    expect(viewCar(one, state, after(tapered + 60)).status).toBe('complete')
  })

  it('loses what it drives half an hour after unplugging, and charges again at the next plug-in', () => {
    const stays = [
      { pluggedInAt: DUSK, unpluggedAt: after(14 * 3600) },
      { pluggedInAt: after(24 * 3600), unpluggedAt: after(38 * 3600) },
    ]
    const one = simulated({ stays })
    const state = startingState(one, DUSK)
    expect(viewCar(one, state, after(14 * 3600)).socPercent).toBeCloseTo(80, 9)
    expect(viewCar(one, state, after(15 * 3600)).socPercent).toBeCloseTo(60, 9)
    expect(viewCar(one, state, after(24 * 3600 + 60)).status).toBe('charging')
    expect(viewCar(one, state, after(37 * 3600)).socPercent).toBeCloseTo(80, 9)
  })

  it('sleeps after its idle minutes, never while it charges, and is woken by plugging in', () => {
    const stays = [{ pluggedInAt: after(3600), unpluggedAt: after(50_000) }]
    const one = simulated({ stays, sleepsAfterMinutes: 10 })
    const state = startingState(one, DUSK)
    expect(viewCar(one, state, after(599)).asleep).toBe(false)
    expect(viewCar(one, state, after(600)).asleep).toBe(true)
    expect(viewCar(one, state, after(3600)).asleep).toBe(false)
    expect(viewCar(one, state, after(3600 + 7200))).toMatchObject({ asleep: false, status: 'charging' })
    expect(viewCar(one, state, after(3600 + 10_000))).toMatchObject({ asleep: true, status: 'complete' })
  })
})

describe('a car that is told something', () => {
  it.each([
    ['not plugged in', { stays: [] }, 'disconnected', 'not_charging'],
    ['full to its limit', { socPercent: 80 }, 'complete', 'not_charging'],
    ['charging', {}, 'is_charging', 'ok'],
  ])('answers according to its state: %s', (_, changes, toStart, toStop) => {
    const one = simulated(changes)
    const state = startingState(one, DUSK)
    expect(obey(one, state, start, after(60)).answered).toBe(toStart)
    expect(obey(one, state, stop, after(60)).answered).toBe(toStop)
  })

  it('shows a stop, and a start, only some seconds later', () => {
    const one = simulated()
    const stopped = obey(one, startingState(one, DUSK), stop, after(60)).state
    expect(viewCar(one, stopped, after(61)).status).toBe('charging')
    expect(viewCar(one, stopped, after(71)).status).toBe('connected')
    const started = obey(one, stopped, start, after(100))
    expect(started).toMatchObject({ answered: 'ok', effective: true })
    expect(viewCar(one, started.state, after(100)).status).toBe('connected')
    expect(obey(one, started.state, start, after(101)).answered).toBe('requested')
    expect(viewCar(one, started.state, after(111)).status).toBe('charging')
  })

  it('calls off a stop under way when told to start', () => {
    const one = simulated()
    const stopped = obey(one, startingState(one, DUSK), stop, after(60)).state
    const started = obey(one, stopped, start, after(61))
    expect(started).toMatchObject({ answered: 'ok', effective: true })
    expect(viewCar(one, started.state, after(100)).status).toBe('charging')
  })

  it('hears nothing while asleep and is online 10 to 40 s after a wake-up', () => {
    const one = simulated({ stays: [], sleepsAfterMinutes: 10 })
    const state = startingState(one, DUSK)
    expect(obey(one, state, start, after(700)).answered).toBe('asleep')
    const woken = obey(one, state, { kind: 'wake' }, after(700)).state
    expect(viewCar(one, woken, after(709)).asleep).toBe(true)
    expect(viewCar(one, woken, after(741)).asleep).toBe(false)
  })

  it('answers a limit out of range with success and ignores it', () => {
    const one = simulated()
    const state = startingState(one, DUSK)
    const told = obey(one, state, { kind: 'limit', percent: 30 }, after(60))
    expect(told.answered).toBe('ok')
    expect(viewCar(one, told.state, after(60)).limitPercent).toBe(80)
    expect(obey(one, state, { kind: 'limit', percent: 80 }, after(60)).answered).toBe('already_set')
    const lower = obey(one, state, { kind: 'limit', percent: 50 }, after(60)).state
    expect(viewCar(one, lower, after(13 * 3600)).socPercent).toBeCloseTo(50, 9)
  })
})

const commands = fc.array(
  fc.record({
    at: fc.integer({ min: 0, max: 100_000_000 }),
    command: fc.constantFrom<CarCommand>(start, stop, { kind: 'wake' }, { kind: 'limit', percent: 90 }),
  }),
  { maxLength: 12 },
)

describe('any car, whatever it is told', () => {
  it('is the same however often somebody asks', () => {
    const asked = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { maxLength: 30 })
    fc.assert(
      fc.property(commands, asked, (told, asks) => {
        const one = simulated({ sleepsAfterMinutes: 15, socPercent: 71 })
        expect(play(one, told, asks)).toEqual(play(one, told, []))
      }),
      { numRuns: 60 },
    )
  })

  it('puts into the battery what it takes from the plug times its efficiency, and never passes its limit', () => {
    fc.assert(
      fc.property(commands, fc.double({ min: 5, max: 95, noNaN: true }), (told, socPercent) => {
        const one = simulated({ socPercent, drivesPercent: 0, limitPercent: 90 })
        const end = play(one, told, [])
        const gained = end.energyKwh - (60 * socPercent) / 100
        expect(gained).toBeCloseTo(end.energyFromGridKwh * 0.9, 6)
        expect(end.energyKwh).toBeLessThanOrEqual(Math.max(54, (60 * socPercent) / 100) + 1e-6)
      }),
      { numRuns: 60 },
    )
  })
})

/** The state 28 hours later, with commands and idle questions in order of time. */
function play(
  one: Car,
  told: readonly { at: number; command: CarCommand }[],
  asks: readonly number[],
): CarState {
  const begin = DUSK.getTime()
  const moments = [...told, ...asks.map((at) => ({ at, command: undefined }))].toSorted((a, b) => a.at - b.at)
  let state = startingState(one, DUSK)
  for (const { at, command } of moments) {
    if (command === undefined) {
      viewCar(one, state, new Date(begin + at))
      state = advance(one, state, begin + at)
    } else {
      state = obey(one, state, command, new Date(begin + at)).state
    }
  }
  return advance(one, state, begin + 100_800_000)
}
