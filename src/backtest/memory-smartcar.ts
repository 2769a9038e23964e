import { addSeconds } from 'date-fns'
import { SteppedClock } from '../base/clock.ts'
import type { ChargeState } from '../carmakers/charge-state.ts'
import { outcomeOf, refusedFrom } from '../carmakers/smartcar/faults.ts'
import { chargeStateFrom } from '../carmakers/smartcar/map.ts'
import { readingFrom } from '../carmakers/smartcar/read-batch.ts'
import { READ_PATHS } from '../carmakers/smartcar/wire.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { CarView } from '../simulator/car-commands.ts'
import { createCoordinatePool } from '../simulator/coordinates.ts'
import { createFaults, type FaultKind } from '../simulator/faults.ts'
import type { Fleet, Member } from '../simulator/fleet.ts'
import { recordOf, type CarRecords } from '../simulator/records.ts'
import { batchItem, chargeOf } from '../simulator/smartcar/payload.ts'
import { REFUSALS, refusalBody, refusalUnder, type Refusal } from '../simulator/smartcar/refusals.ts'
import type { MemoryCarmaker, ReadAnswer } from './memory-carmaker.ts'

const ROUTE = '/v2.0/vehicles/{id}'
const POOL = createCoordinatePool('backtest')
/** What a driver of such a night has allowed. */
const PERMISSIONS = ['read_battery', 'read_charge']
/** Answers that break off, of which the adapter knows no more than that. */
const NO_ANSWER: readonly FaultKind[] = ['html', 'timeout-after-effect']

/** The simulated Smartcar as its adapter shows it, without a network: none can be woken or asked for a key, and reports may be old. */
export function createMemorySmartcar(fleet: Fleet): MemoryCarmaker {
  const faults = createFaults()
  const records: CarRecords = new Map()
  return {
    faults,
    read: (member, now) => {
      const fault = faults.take('vehicleData', member.vin)
      if (fault !== undefined && fault !== 'stale') return failedRead(fault, now)
      const record = recordOf({ fleet, records }, member, { now, stale: fault === 'stale' })
      const car = { member, record, permissions: PERMISSIONS }
      const responses = READ_PATHS.map((path) => batchItem(speakerAt(now), path, car))
      const reading = readingFrom(`${ROUTE}/batch`, {
        ...{ status: 200, body: { responses } },
        retryAfterSeconds: undefined,
      })
      return { reading, isBilled: true }
    },
    askControllable: () => 'yes',
    command: (member, kind, now) => {
      // Nothing is sent; a command wakes a car where its brand can.
      if (kind === 'wake') return { kind: 'refused', because: 'vehicle_asleep' }
      const fault = faults.take(kind, member.vin)
      if (fault === 'ignored-200') return { kind: 'done', alreadySo: false }
      if (fault === 'timeout-after-effect') fleet.command(member, { kind }, now)
      if (fault !== undefined) return troubled(fault, now)
      const words = fleet.command(member, { kind }, now)
      fleet.logCommand(member, kind, words, now)
      return words === 'ok' ? { kind: 'done', alreadySo: false } : refused(REFUSAL_OF[words], now)
    },
  }
}

const REFUSAL_OF: Readonly<Record<string, Refusal | undefined>> = REFUSALS

function speakerAt(now: Date) {
  return { clock: new SteppedClock(now), pool: POOL }
}

function failedRead(fault: FaultKind, now: Date): ReadAnswer {
  const seconds = refusalUnder(fault)?.retryAfterSeconds
  if (seconds === undefined) return { reading: 'none', isBilled: false }
  return { reading: { kind: 'quiet', until: addSeconds(now, seconds) }, isBilled: true }
}

function troubled(fault: FaultKind, now: Date): CommandOutcome {
  if (NO_ANSWER.includes(fault)) return { kind: 'unknown' }
  const refusal = refusalUnder(fault)
  if (refusal === undefined)
    throw new RangeError(`No night has the fault ${fault}: say in memory-smartcar.ts what it does`)
  return refused(refusal, now)
}

/** Through the adapter's own door. */
function refused(refusal: Refusal = REFUSALS.badParameter, now: Date): CommandOutcome {
  const body = refusalBody(speakerAt(now), refusal)
  const retryAfterSeconds = refusal.retryAfterSeconds
  return outcomeOf(ROUTE, refusedFrom({ status: refusal.status, body, retryAfterSeconds }))
}

/** A car as a webhook tells it, which has what a batch has not: power and energy. */
export function toldByWebhook({ car }: Member, view: CarView, at: Date): ChargeState {
  return chargeStateFrom({
    charge: chargeOf(view),
    observedAt: at.getTime(),
    batteryAt: at.getTime(),
    socPercent: Math.round(view.socPercent),
    limitPercent: view.limitPercent,
    capacityKwh: car.spec.capacityKwh,
    powerKw: Math.round(view.powerKw * 100) / 100,
    energyAddedKwh: Math.round(view.energyAddedKwh * 100) / 100,
    fastCharging: car.spec.directCurrent === true,
  })
}
