import { addSeconds } from 'date-fns'
import type { CommandOutcome } from '../carmakers/outcome.ts'
import type { Reading } from '../carmakers/port.ts'
import { chargeStateFrom } from '../carmakers/tesla/map.ts'
import { outcomeFromReason } from '../carmakers/tesla/reason.ts'
import { commandAnswerSchema, vehicleDataSchema } from '../carmakers/tesla/wire.ts'
import type { CommandKind } from '../control/facts.ts'
import type { Quiet } from '../control/quiet.ts'
import { createCoordinatePool } from '../simulator/coordinates.ts'
import { createFaults, type FaultKind, type Faults } from '../simulator/faults.ts'
import type { Fleet, Member } from '../simulator/fleet.ts'
import { recordOf, type CarRecord, type CarRecords } from '../simulator/records.ts'
import { chargeStatePayload } from '../simulator/tesla/charge-state.ts'

/** What a live read comes to, and whether the carmaker bills it. */
export interface ReadAnswer {
  readonly reading: Reading | 'none' | Quiet
  readonly isBilled: boolean
}

/** The simulated Tesla as its adapter shows it, without a network: same cars, same faults, same words, same rounding. */
export interface MemoryCarmaker {
  readonly faults: Faults
  read(member: Member, now: Date): ReadAnswer
  /** Whether the car would obey; `null` if the question failed and asks for nothing. */
  askControllable(member: Member, now: Date): 'yes' | Quiet | null
  command(member: Member, kind: CommandKind, now: Date): CommandOutcome
}

/** Seconds for which a carmaker that is asked too often wants to be left alone. */
const RETRY_AFTER_SECONDS = 30
/** Reports carry positions that the adapter drops; where they lie bears on nothing. */
const POOL = createCoordinatePool('backtest')

export function createMemoryCarmaker(fleet: Fleet): MemoryCarmaker {
  const faults = createFaults()
  const records: CarRecords = new Map()
  return {
    faults,
    read: (member, now) => {
      const presence = faults.take('vehicle', member.vin)
      if (presence !== undefined) return failedRead(presence, now)
      if (fleet.view(member, now).asleep) return { reading: { kind: 'asleep' }, isBilled: false }
      const fault = faults.take('vehicleData', member.vin)
      if (fault !== undefined && fault !== 'stale') return failedRead(fault, now)
      const record = recordOf({ fleet, records }, member, { now, stale: fault === 'stale' })
      return { reading: { kind: 'state', state: reported(member, record) }, isBilled: true }
    },
    askControllable: (member, now) => {
      const fault = faults.take('fleetStatus', member.vin)
      if (fault === undefined) return 'yes'
      return fault === 'rate-limited' ? leftAlone(now) : null
    },
    command: (member, kind, now) => {
      const fault = faults.take(kind, member.vin)
      return fault === undefined
        ? obeyed(fleet, member, kind, now)
        : troubled(fleet, { member, kind, fault }, now)
    },
  }
}

/** Errors from 500 on are not billed. */
function failedRead(fault: FaultKind, now: Date): ReadAnswer {
  if (fault !== 'rate-limited') return { reading: 'none', isBilled: false }
  return { reading: leftAlone(now), isBilled: true }
}

function leftAlone(now: Date): Quiet {
  return { kind: 'quiet', until: addSeconds(now, RETRY_AFTER_SECONDS) }
}

/** The report goes through the adapter's own door. */
function reported(
  member: Member,
  { view, recordedAt }: CarRecord,
): Extract<Reading, { kind: 'state' }>['state'] {
  const payload = chargeStatePayload(member.car.spec, view, recordedAt, POOL)
  return chargeStateFrom(
    vehicleDataSchema.parse({ response: { charge_state: payload } }).response.charge_state,
  )
}

function obeyed(fleet: Fleet, member: Member, kind: CommandKind, now: Date): CommandOutcome {
  const alreadySo = kind === 'wake' && !fleet.view(member, now).asleep
  const words = fleet.command(member, { kind }, now)
  fleet.logCommand(member, kind, words, now)
  if (words === 'asleep') return { kind: 'refused', because: 'vehicle_asleep' }
  if (kind === 'wake') return { kind: 'done', alreadySo }
  if (words === 'ok') return { kind: 'done', alreadySo: false }
  const answer = { response: { result: false, reason: words } }
  return outcomeFromReason(commandAnswerSchema.parse(answer).response.reason)
}

/** What a command meets that does not go its way. */
const OUTCOMES: Partial<Record<FaultKind, CommandOutcome>> = {
  'timeout-after-effect': { kind: 'unknown' },
  'no-power': { kind: 'refused', because: 'no_power' },
  busy: { kind: 'refused', because: 'vehicle_busy' },
  'rate-limited': { kind: 'refused', because: 'rate_limited', retryAfterSeconds: RETRY_AFTER_SECONDS },
  'http-500': { kind: 'unknown' },
  html: { kind: 'unknown' },
}

function troubled(
  fleet: Fleet,
  { member, kind, fault }: { readonly member: Member; readonly kind: CommandKind; readonly fault: FaultKind },
  now: Date,
): CommandOutcome {
  if (fault === 'ignored-200')
    return { kind: 'done', alreadySo: kind === 'wake' && !fleet.view(member, now).asleep }
  if (fault === 'timeout-after-effect') obeyed(fleet, member, kind, now)
  const outcome = OUTCOMES[fault]
  if (outcome === undefined)
    throw new RangeError(`No night has the fault ${fault}: say in memory-carmaker.ts what it does`)
  return outcome
}
