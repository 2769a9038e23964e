import { createHash } from 'node:crypto'
import { z } from 'zod'
import { obey, viewCar, type CarCommand, type CarView } from './car-commands.ts'
import { advance, startingState, type Car } from './car-physics.ts'
import type { Operation } from './faults.ts'
import { carStateSchema, checkStays, type SimulatedCar } from './simulated-car.ts'

const LOG_ENTRIES = 2_000
const instant = z.number().int()

/** How often each kind of request named this car, whatever came of it. */
const requestCountsSchema = z.object({
  list: z.number().int(),
  vehicle: z.number().int(),
  vehicleData: z.number().int(),
  wake: z.number().int(),
  start: z.number().int(),
  stop: z.number().int(),
})
export type RequestCounts = z.infer<typeof requestCountsSchema>

const memberSchema = z.object({
  vin: z.string(),
  state: carStateSchema,
  effectiveCommands: z.array(z.object({ kind: z.enum(['start', 'stop']), at: instant })),
  commands: z.array(z.object({ kind: z.enum(['start', 'stop', 'wake']), at: instant, answered: z.string() })),
  requests: requestCountsSchema,
  /** The driver has added the application's key. */
  paired: z.boolean().default(false),
  /** The fields that it was asked to stream; null: none. */
  streams: z
    .record(z.string(), z.object({ interval_seconds: z.number() }))
    .nullable()
    .default(null),
  lastRequestAt: instant.nullable(),
})
export const fleetStateSchema = z.array(memberSchema)
export type FleetState = z.infer<typeof fleetStateSchema>

/** One car of the fleet with what happened to it. */
export type Member = z.infer<typeof memberSchema> & { readonly car: Car; readonly id: number }

export interface Fleet {
  readonly members: readonly Member[]
  /** By VIN or by numeric id. */
  find(tag: string): Member | undefined
  of(login: string): readonly Member[]
  view(member: Member, now: Date): CarView
  /** Carries out a command and returns what the car answered: `ok`, `asleep` or a reason. */
  command(member: Member, command: CarCommand, now: Date): string
  logCommand(member: Member, command: 'start' | 'stop' | 'wake', answered: string, now: Date): void
  countRequest(member: Member, operation: Operation, now: Date): void
  state(now: Date): FleetState
}

/** @throws RangeError if two cars share a VIN, or stays make no sense. */
export function createFleet(
  cars: readonly SimulatedCar[],
  seed: string,
  start: Date,
  saved: FleetState = [],
): Fleet {
  cars.forEach(checkStays)
  const members = cars.map((spec) => createMember({ spec, seed }, start, saved))
  const byTag = new Map(members.flatMap((one) => [[one.vin, one] as const, [String(one.id), one] as const]))
  if (byTag.size !== members.length * 2) throw new RangeError('Two simulated cars share a VIN')
  return {
    members,
    find: (tag) => byTag.get(tag),
    of: (login) => members.filter((member) => member.car.spec.login === login),
    view: (member, now) => {
      // Kept only to spare the way there next time; asking changes nothing.
      member.state = advance(member.car, member.state, now.getTime())
      return viewCar(member.car, member.state, now)
    },
    command: (member, command, now) => {
      const { state, answered, effective } = obey(member.car, member.state, command, now)
      member.state = state
      if (effective && (command.kind === 'start' || command.kind === 'stop')) {
        member.effectiveCommands = keep(member.effectiveCommands, { kind: command.kind, at: now.getTime() })
      }
      return answered
    },
    logCommand: (member, kind, answered, now) => {
      member.commands = keep(member.commands, { kind, at: now.getTime(), answered })
    },
    countRequest: (member, operation, now) => {
      count(member.requests, operation)
      member.lastRequestAt = now.getTime()
    },
    state: (now) =>
      members.map((member) => {
        member.state = advance(member.car, member.state, now.getTime())
        return memberSchema.parse(member)
      }),
  }
}

function createMember(car: Car, start: Date, saved: FleetState): Member {
  const kept = saved.find((one) => one.vin === car.spec.vin)
  return {
    vin: car.spec.vin,
    state: startingState(car, start),
    effectiveCommands: [],
    commands: [],
    requests: { list: 0, vehicle: 0, vehicleData: 0, wake: 0, start: 0, stop: 0 },
    paired: car.spec.hasKey ?? false,
    streams: null,
    lastRequestAt: null,
    ...kept,
    car,
    id: idOf(car.spec.vin),
  }
}

/** The carmaker's own number for a car: 15 digits, the same for the same VIN. */
function idOf(vin: string): number {
  return 100_000_000_000_000 + createHash('sha256').update(vin).digest().readUIntBE(0, 6)
}

function keep<Entry>(entries: readonly Entry[], entry: Entry): Entry[] {
  return [...entries, entry].slice(-LOG_ENTRIES)
}

function isCounted(operation: Operation): operation is keyof RequestCounts {
  return operation in requestCountsSchema.shape
}

function count(counts: RequestCounts, operation: Operation): void {
  if (isCounted(operation)) counts[operation] += 1
}
