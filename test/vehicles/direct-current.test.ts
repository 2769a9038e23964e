import { addMinutes } from 'date-fns'
import { expect, it } from 'vitest'
import type { ReportedState } from '../../src/carmakers/charge-state.ts'
import { observe, type ChargingPolicy, type VehicleState } from '../../src/vehicles/vehicle.ts'

const EVENING = new Date('2024-12-12T17:00:00Z')
const POLICY: ChargingPolicy = {
  ...{ targetPercent: 80, minimumPercent: 20, readyBy: '07:00', timeZone: 'Europe/Oslo' },
  ...{ paused: false, maxStarts: null, minimumRunMinutes: null, version: 1 },
}

/** What is known after a report that came some minutes later. */
function after(
  known: VehicleState | undefined,
  minutes: number,
  told: Pick<ReportedState, 'status' | 'fastCharging'>,
): VehicleState {
  const at = addMinutes(EVENING, minutes)
  const rest = { socPercent: 50, limitPercent: 90, powerKw: null, energyAddedKwh: null, capacityKwh: null }
  const state = { ...rest, ...told, observedAt: at }
  return observe(known, { kind: 'state', state }, { checkedAt: at, policy: POLICY })
}

const isFast = ({ charge }: VehicleState): boolean => charge?.fastCharging === true

it('a report that does not tell the kind of current leaves what was told before, until the stay ends', () => {
  const fast = after(undefined, 0, { status: 'charging', fastCharging: true })
  const silent = after(fast, 10, { status: 'charging', fastCharging: null })
  expect([isFast(fast), isFast(silent)]).toEqual([true, true])
  expect(isFast(after(silent, 20, { status: 'charging', fastCharging: false }))).toBe(false)
  const gone = after(silent, 20, { status: 'disconnected', fastCharging: null })
  expect(isFast(after(gone, 30, { status: 'connected', fastCharging: null }))).toBe(false)
})

it('of a car that nothing was told of no direct current is believed', () => {
  const silent = after(undefined, 0, { status: 'charging', fastCharging: null })
  expect(isFast(after(silent, 10, { status: 'charging', fastCharging: null }))).toBe(false)
})
