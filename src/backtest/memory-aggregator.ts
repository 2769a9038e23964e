import { addSeconds } from 'date-fns'
import type { ChargeState, ReportedState } from '../carmakers/charge-state.ts'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import { chargeStateFrom } from '../carmakers/smartcar/map.ts'
import type { CarView } from '../simulator/car-commands.ts'
import { createFaults, type FaultKind } from '../simulator/faults.ts'
import type { Fleet, Member } from '../simulator/fleet.ts'
import { recordOf, type CarRecord, type CarRecords } from '../simulator/records.ts'
import { chargeOf } from '../simulator/smartcar/charge.ts'
import type { MemoryCarmaker, ReadAnswer } from './memory-carmaker.ts'

const RETRY_AFTER_SECONDS = 30

/** The simulated Smartcar as its adapter shows it, without a network: none can be woken or asked for a key, and reports may be old. */
export function createMemoryAggregator(fleet: Fleet): MemoryCarmaker {
  const faults = createFaults()
  const records: CarRecords = new Map()
  return {
    faults,
    read: (member, now) => {
      const fault = faults.take('vehicleData', member.vin)
      if (fault !== undefined && fault !== 'stale') return failedRead(fault, now)
      if (fleet.view(member, now).asleep) return { reading: { kind: 'asleep', asked: true }, isBilled: true }
      const record = recordOf({ fleet, records }, member, { now, stale: fault === 'stale' })
      return { reading: { kind: 'state', state: readBatch(member, record) }, isBilled: true }
    },
    askControllable: () => 'yes',
    command: (member, kind, now) => {
      // Nothing is sent; a command wakes a car where its brand can.
      if (kind === 'wake') return { kind: 'refused', because: 'vehicle_asleep' }
      const fault = faults.take(kind, member.vin)
      if (fault === 'ignored-200') return { kind: 'done', alreadySo: false }
      if (fault === 'timeout-after-effect') fleet.command(member, { kind }, now)
      if (fault !== undefined) return outcomeUnder(fault)
      const words = fleet.command(member, { kind }, now)
      fleet.logCommand(member, kind, words, now)
      return outcomeOfWords(words)
    },
  }
}

function failedRead(fault: FaultKind, now: Date): ReadAnswer {
  if (fault !== 'rate-limited') return { reading: 'none', isBilled: false }
  return { reading: { kind: 'quiet', until: addSeconds(now, RETRY_AFTER_SECONDS) }, isBilled: true }
}

/** What a command meets that does not go its way: an answer of 502 leaves open whether the car has acted. */
const OUTCOMES: Partial<Record<FaultKind, CommandOutcome>> = {
  'timeout-after-effect': { kind: 'unknown' },
  'no-power': { kind: 'unknown' },
  busy: { kind: 'unknown' },
  'http-500': { kind: 'unknown' },
  html: { kind: 'unknown' },
  'rate-limited': { kind: 'refused', because: 'rate_limited', retryAfterSeconds: RETRY_AFTER_SECONDS },
}

/** @throws RangeError for a fault that no night has */
export function outcomeUnder(fault: FaultKind): CommandOutcome {
  const outcome = OUTCOMES[fault]
  if (outcome === undefined)
    throw new RangeError(`No night has the fault ${fault}: say in memory-aggregator.ts what it does`)
  return outcome
}

/** What the adapter makes of the car's own words. */
export function outcomeOfWords(words: string): CommandOutcome {
  if (words === 'asleep') return { kind: 'refused', because: 'vehicle_asleep' }
  if (words === 'disconnected') return { kind: 'refused', because: 'disconnected' }
  return { kind: 'done', alreadySo: words !== 'ok' }
}

/** A car as a batch tells it, which has no power, no energy and no kind of current. */
export function readBatch({ car }: Member, { view, recordedAt }: CarRecord): ReportedState {
  return chargeStateFrom({
    ...toldBoth(car.spec.capacityKwh, view, recordedAt),
    ...{ powerKw: null, energyAddedKwh: null, fastCharging: null },
  })
}

/** A car as a webhook tells it. */
export function toldByWebhook({ car }: Member, view: CarView, at: Date): ChargeState {
  return chargeStateFrom({
    ...toldBoth(car.spec.capacityKwh, view, at),
    powerKw: Math.round(view.powerKw * 100) / 100,
    energyAddedKwh: Math.round(view.energyAddedKwh * 100) / 100,
    fastCharging: car.spec.directCurrent === true,
  })
}

function toldBoth(capacityKwh: number, view: CarView, at: Date) {
  return {
    charge: chargeOf(view),
    observedAt: at.getTime(),
    batteryAt: at.getTime(),
    socPercent: Math.round(view.socPercent),
    limitPercent: view.limitPercent,
    capacityKwh,
  }
}
