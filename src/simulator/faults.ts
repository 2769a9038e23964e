import { z } from 'zod'
import { createArmedFaults } from './armed-faults.ts'

/** What the service may ask of the carmaker's vehicle API. */
export const OPERATIONS = [
  'region',
  'list',
  'vehicle',
  'vehicleData',
  'wake',
  'start',
  'stop',
  'limit',
  'fleetStatus',
  'telemetryConfig',
  'telemetryEnd',
] as const
export type Operation = (typeof OPERATIONS)[number]

export const FAULT_KINDS = [
  /** The car obeys; the connection then hangs and is cut. Commands only. */
  'timeout-after-effect',
  /** The car obeys, and no answer ever comes; the connection stays open. Commands only. */
  'silence-after-effect',
  /** The command is lost on its way to the car, and no answer ever comes. Commands only. */
  'silence-before-effect',
  'http-500',
  /** A gateway's page instead of JSON. */
  'html',
  /** A gateway lets nothing through, and says when to come back. */
  'overloaded',
  /** The car obeys, and a gateway says that it failed, and when to come back. Commands only. */
  'overloaded-after-effect',
  /** Success is answered and nothing done. Commands only. */
  'ignored-200',
  'rate-limited',
  /** The driver takes consent back in the carmaker's own app. */
  'revoked',
  /** The car refuses to start: the plug is dead. */
  'no-power',
  /** The report is one that was sent before, as late and reordered answers are. Reads only. */
  'stale',
  /** Smartcar's ways to say no, besides those above. */
  'unreachable',
  'upstream-limit',
  'upstream-silent',
  'quota-used',
  'account-issue',
  'account-password',
  'not-capable',
  /** The carmaker's other ways to say no. */
  'unpaid',
  'suspended',
  'mobile-access-disabled',
  'not-registered',
  'out-of-region',
  'account-locked',
  'privacy',
  'busy',
  'car-out-of-order',
  'bad-request',
  'unprocessable',
  'not-found',
  'asleep',
  'client-closed',
  'unavailable',
  'gateway-timeout',
  /** The driver has removed the application's key in the car. Commands only. */
  'key-removed',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** A fault to come. Without `vin` it hits any car, without `on` any request it can apply to. `times: 0` disarms. */
export const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  vin: z.string().optional(),
  on: z.enum(OPERATIONS).optional(),
  times: z.int().min(0).max(10_000).default(1),
})
export type Fault = z.infer<typeof faultSchema>

export interface Faults {
  arm(fault: Fault): void
  /** Uses up one firing of the first armed fault that hits this request. */
  take(operation: Operation, vin: string | undefined): FaultKind | undefined
  armed(): readonly Fault[]
  clear(): void
}

export function createFaults(): Faults {
  const faults = createArmedFaults<Fault>((a, b) => a.kind === b.kind && a.vin === b.vin && a.on === b.on)
  return { ...faults, take: (operation, vin) => faults.take((one) => hits(one, operation, vin))?.kind }
}

function hits(fault: Fault, operation: Operation, vin: string | undefined): boolean {
  if (fault.vin !== undefined && fault.vin !== vin) return false
  return (fault.on ?? operation) === operation && canHit(fault.kind, operation)
}

const COMMANDS: readonly Operation[] = ['wake', 'start', 'stop', 'limit']

const COMMANDS_ONLY: readonly FaultKind[] = [
  'timeout-after-effect',
  'silence-after-effect',
  'silence-before-effect',
  'overloaded-after-effect',
  'ignored-200',
  'key-removed',
]

function canHit(kind: FaultKind, operation: Operation): boolean {
  if (kind === 'no-power') return operation === 'start'
  if (kind === 'stale') return operation === 'vehicleData'
  if (COMMANDS_ONLY.includes(kind)) return COMMANDS.includes(operation)
  return true
}
