import { addHours } from 'date-fns'
import { describe, expect, it } from 'vitest'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import {
  learn,
  observe,
  promisedReadyBy,
  reachableTarget,
  type ChargingPolicy,
  type Vehicle,
  type VehicleState,
} from '../../src/vehicles/vehicle.ts'
import { minutesAfter } from '../support/pictures.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'

/** 18:00 in Oslo. */
const EVENING = new Date('2024-12-12T17:00:00Z')
const MORNING = new Date('2024-12-13T06:00:00Z')
const POLICY: ChargingPolicy = {
  targetPercent: 80,
  minimumPercent: 20,
  readyBy: '07:00',
  timeZone: 'Europe/Oslo',
  paused: false,
  maxStarts: null,
  minimumRunMinutes: null,
  version: 1,
}
const REPORT: ChargeState = {
  observedAt: EVENING,
  status: 'connected',
  socPercent: 50,
  limitPercent: 90,
  powerKw: 0,
  energyAddedKwh: 0,
  capacityKwh: null,
  fastCharging: false,
}

describe('observing a car', () => {
  it('keeps the last report while the car sleeps or is out of reach', () => {
    const plugged = see(undefined, {})
    for (const kind of ['asleep', 'offline'] as const) {
      const later = addHours(EVENING, 1)
      const state = observe(plugged, { kind }, { checkedAt: later, policy: POLICY })
      expect(state).toEqual({ ...plugged, reach: kind, checkedAt: later })
    }
  })

  it('takes a report that does not tell its age as of when it was received', () => {
    const known = see(undefined, {})
    const checkedAt = addHours(EVENING, 1)
    const reading = { kind: 'state', state: { ...REPORT, observedAt: null, socPercent: 55 } } as const
    const { charge } = observe(known, reading, { checkedAt, policy: POLICY })
    expect(charge).toEqual({ ...REPORT, observedAt: checkedAt, socPercent: 55 })
  })

  it('knows nothing of a car that slept from the beginning', () => {
    const state = observe(undefined, { kind: 'asleep' }, { checkedAt: EVENING, policy: POLICY })
    expect(state).toEqual({
      reach: 'asleep',
      checkedAt: EVENING,
      charge: null,
      pluggedInAt: null,
      peakPowerKw: 0,
      pushedAt: null,
      changes: NOTHING_SEEN,
      readyByFrom: EVENING,
    })
  })

  it('sees another stay where a car drove while nobody looked, and promises the next morning', () => {
    const full = see(undefined, { socPercent: 80, energyAddedKwh: 28 })
    const back = addHours(EVENING, 24)
    const charge: ChargeState = {
      ...REPORT,
      observedAt: back,
      status: 'charging',
      socPercent: 45,
      energyAddedKwh: 0.4,
    }
    const state = observe(full, { kind: 'state', state: charge }, { checkedAt: back, policy: POLICY })
    expect(state.pluggedInAt).toEqual(back)
    expect(promisedReadyBy(POLICY, state)).toEqual(addHours(MORNING, 24))
  })

  it('sees the same stay where a car at the plug lost a little, or counts anew without having driven', () => {
    const full = see(undefined, { socPercent: 80, energyAddedKwh: 28 })
    for (const later of [
      { socPercent: 74, energyAddedKwh: 28 },
      { socPercent: 79, energyAddedKwh: 0 },
    ]) {
      const state = see(full, { ...later, observedAt: addHours(EVENING, 10) })
      expect(state.pluggedInAt).toEqual(full.pluggedInAt)
    }
  })

  it('ignores a report older than the one it has', () => {
    const newer = see(undefined, {
      observedAt: minutesAfter(EVENING, 10),
      status: 'charging',
      socPercent: 52,
    })
    const late = see(newer, { observedAt: minutesAfter(EVENING, 9), status: 'disconnected', socPercent: 51 })
    expect(late).toEqual({ ...newer, checkedAt: late.checkedAt })
  })

  it('comes to the same end in whatever order reports arrive', () => {
    const reports = [
      { observedAt: EVENING, status: 'connected' as const },
      { observedAt: minutesAfter(EVENING, 5), status: 'starting' as const },
      { observedAt: minutesAfter(EVENING, 10), status: 'charging' as const, socPercent: 51 },
    ]
    const newest = reports[2]
    for (const order of [
      [0, 2, 1],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const end = order.reduce<VehicleState | undefined>(
        (state, n) => see(state, reports[n] ?? {}),
        undefined,
      )
      expect(end?.charge).toEqual({ ...REPORT, ...newest })
    }
  })

  it('dates the stay at the plug from the first report of it to the one that says it is over', () => {
    const driving = see(undefined, { status: 'disconnected' })
    expect(driving.pluggedInAt).toBeNull()
    const plugged = see(driving, { observedAt: minutesAfter(EVENING, 30), status: 'starting' })
    expect(plugged.pluggedInAt).toEqual(minutesAfter(EVENING, 30))
    const charging = see(plugged, { observedAt: minutesAfter(EVENING, 90), status: 'charging' })
    expect(charging.pluggedInAt).toEqual(minutesAfter(EVENING, 30))
    const gone = see(charging, { observedAt: minutesAfter(EVENING, 120), status: 'disconnected' })
    expect(gone.pluggedInAt).toBeNull()
    const again = see(gone, { observedAt: minutesAfter(EVENING, 150), status: 'connected' })
    expect(again.pluggedInAt).toEqual(minutesAfter(EVENING, 150))
  })

  it('does not take a report that does not tell for the end of a stay', () => {
    const late = see(see(undefined, {}), {
      observedAt: addHours(MORNING, 1),
      status: 'charging',
      socPercent: 60,
    })
    const silent = see(late, { observedAt: addHours(MORNING, 2), status: 'unknown', socPercent: null })
    expect(silent.pluggedInAt).toEqual(EVENING)
    const after = see(silent, { observedAt: addHours(MORNING, 3), status: 'charging', socPercent: 70 })
    expect(promisedReadyBy(POLICY, after)).toEqual(MORNING)
  })
})

describe('the promised ready-by time', () => {
  it('is the first one after plug-in, and stays when it has passed', () => {
    const plugged = see(undefined, {})
    expect(promisedReadyBy(POLICY, plugged)).toEqual(MORNING)
    const late = see(plugged, { observedAt: addHours(MORNING, 1), status: 'charging', socPercent: 70 })
    expect(promisedReadyBy(POLICY, late)).toEqual(MORNING)
  })

  it('is the next one from when the target is reached', () => {
    const late = see(see(undefined, {}), { observedAt: addHours(MORNING, 2), socPercent: 80 })
    expect(promisedReadyBy(POLICY, late)).toEqual(addHours(MORNING, 24))
  })

  it('counts a target that the car’s own limit keeps it from as reached at the limit', () => {
    const report = { observedAt: addHours(MORNING, 2), socPercent: 60, limitPercent: 60 }
    const full = see(see(undefined, {}), report)
    expect(reachableTarget(POLICY, { ...REPORT, ...report })).toBe(60)
    expect(promisedReadyBy(POLICY, full)).toEqual(addHours(MORNING, 24))
  })

  it('counts anew from the next plug-in', () => {
    const gone = see(see(undefined, {}), { observedAt: addHours(MORNING, 1), status: 'disconnected' })
    const back = see(gone, { observedAt: addHours(MORNING, 2), status: 'connected' })
    expect(promisedReadyBy(POLICY, back)).toEqual(addHours(MORNING, 24))
  })

  it.each([
    ['spring, when 02:30 does not exist', '2025-03-29T21:00:00Z', '02:30', '2025-03-30T01:30:00Z'],
    ['autumn, when 02:30 comes twice', '2025-10-25T20:00:00Z', '02:30', '2025-10-26T00:30:00Z'],
    ['spring, an hour earlier in UTC', '2025-03-29T21:00:00Z', '07:00', '2025-03-30T05:00:00Z'],
    ['autumn, an hour later in UTC', '2025-10-25T20:00:00Z', '07:00', '2025-10-26T06:00:00Z'],
    ['the very minute of ready-by, a day later', '2024-12-12T06:00:00Z', '07:00', '2024-12-13T06:00:00Z'],
  ])('keeps local time in %s', (_, pluggedInAt, readyBy, expected) => {
    const plugged = see(undefined, { observedAt: new Date(pluggedInAt) })
    expect(promisedReadyBy({ ...POLICY, readyBy }, plugged)).toEqual(new Date(expected))
  })
})

describe('what a report teaches', () => {
  const vehicle: Vehicle = {
    id: 'car',
    connectionId: 'connection',
    driverId: 'kari',
    siteId: 'site',
    capacityKwh: 60,
    powerKw: 11,
    efficiency: 0.9,
    homePlug: true,
    toldAtHome: null,
    controllable: null,
    controllableAskedAt: null,
    quietUntil: null,
  }
  const charging = { ...REPORT, status: 'charging' as const }

  it('is the power while charging at full power', () => {
    expect(learn(vehicle, { ...charging, powerKw: 7.4 }).powerKw).toBe(7.4)
  })

  it.each([
    ['in the taper', { ...charging, socPercent: 80, powerKw: 7.4 }],
    ['when hardly any flows', { ...charging, powerKw: 0.9 }],
    ['when idle', { ...REPORT, powerKw: 0 }],
    ['when nothing is told', { ...charging, powerKw: null }],
    ['when it differs by less than reports are exact', { ...charging, powerKw: 10.6 }],
  ])('is not the power %s', (_, report) => {
    expect(learn(vehicle, report)).toEqual(vehicle)
  })

  it('is the capacity from 15 % on, if it differs by more than noise', () => {
    expect(learn(vehicle, { ...REPORT, capacityKwh: 75, socPercent: 15 }).capacityKwh).toBe(75)
    expect(learn(vehicle, { ...REPORT, capacityKwh: 45, socPercent: 15 }).capacityKwh).toBe(45)
    expect(learn(vehicle, { ...REPORT, capacityKwh: 75, socPercent: null })).toEqual(vehicle)
    expect(learn(vehicle, { ...REPORT, capacityKwh: 62 })).toEqual(vehicle)
  })

  it('is below 15 %, where it is told badly, believed only if it is larger: too large is early, too small is late', () => {
    expect(learn(vehicle, { ...REPORT, capacityKwh: 75, socPercent: 14 }).capacityKwh).toBe(75)
    expect(learn(vehicle, { ...REPORT, capacityKwh: 45, socPercent: 14 })).toEqual(vehicle)
    expect(learn(vehicle, { ...REPORT, capacityKwh: 75, socPercent: 0 })).toEqual(vehicle)
  })
})

/** What is known after one more report, which differs from the first in so much. */
function see(known: VehicleState | undefined, changes: Partial<ChargeState>): VehicleState {
  const state = { ...REPORT, ...changes }
  return observe(known, { kind: 'state', state }, { checkedAt: state.observedAt, policy: POLICY })
}
