import type { CarStatus } from './car-commands.ts'
import type { Coordinate } from './coordinates.ts'
import type { Member, RequestCounts } from './fleet.ts'
import type { Grant } from './sign-in/grants.ts'
import { ALL_SIMULATED } from './carmakers.ts'
import type { TokenRequestCounts, World } from './world.ts'

/** What became of one car, as only its maker can know it. */
export interface SimulatedCarReport {
  readonly vin: string
  readonly login: string
  readonly socPercent: number
  readonly status: CarStatus
  readonly asleep: boolean
  /** Out of the plug since the fleet started, kWh. */
  readonly energyFromGridKwh: number
  /** Commands that changed whether the car wants to charge. */
  readonly effectiveCommands: readonly { readonly kind: 'start' | 'stop'; readonly at: Date }[]
  readonly commands: readonly {
    readonly kind: 'start' | 'stop' | 'wake'
    readonly at: Date
    /** `ok`, the car's reason, `asleep`, or what else stood in the way. */
    readonly answered: string
  }[]
  /** Hourly. */
  readonly socLog: readonly { readonly at: Date; readonly socPercent: number }[]
  readonly requests: RequestCounts
  /** It has settings by which it streams. */
  readonly streams: boolean
  readonly lastRequestAt: Date | null
}

/** Everything the simulator knows and nobody else may. */
export interface SimulatorReport {
  readonly now: Date
  /** Pairs that left in any answer. */
  readonly coordinatesSent: number
  readonly pool: readonly Coordinate[]
  readonly vins: readonly string[]
  /** Every code and token ever given out, and the client's secret. */
  readonly secrets: readonly string[]
  readonly cars: readonly SimulatedCarReport[]
  readonly tokenRequests: TokenRequestCounts
  /** Drivers who took back every consent given, with when. */
  readonly revocations: readonly { readonly login: string; readonly at: Date }[]
  readonly requestsAfterRevocation: number
}

export function createReport(world: World): SimulatorReport {
  const now = world.clock.now()
  const { fleet, tokenRequests, requestsAfterRevocation } = world.state
  // Brings every car's hourly log up to date.
  fleet.state(now)
  const logins = [...new Set(fleet.members.map((member) => member.car.spec.login))]
  return {
    now,
    coordinatesSent: world.pool.sent(),
    pool: world.pool.pairs,
    vins: fleet.members.map((member) => member.vin),
    secrets: [
      ...ALL_SIMULATED.flatMap(([, { secretsOf }]) => secretsOf(world.seed)),
      ...Object.values(world.state.books).flatMap((book) => book.state.secrets),
    ],
    cars: fleet.members.map((member) => carReport(world, member, now)),
    tokenRequests: { ...tokenRequests },
    revocations: logins.flatMap((login) => revocation(world, login)),
    requestsAfterRevocation,
  }
}

/** Calls about each car since the beginning, by VIN; no car is brought up to date for it. */
export function callsByVin({ state }: World): ReadonlyMap<string, number> {
  return new Map(
    state.fleet.members.map(({ vin, requests, commands }) => [
      vin,
      requests.vehicle + requests.vehicleData + commands.length,
    ]),
  )
}

function carReport(world: World, member: Member, now: Date): SimulatedCarReport {
  const { socPercent, status, asleep, energyFromGridKwh } = world.state.fleet.view(member, now)
  return {
    vin: member.vin,
    login: member.car.spec.login,
    socPercent,
    status,
    asleep,
    energyFromGridKwh,
    effectiveCommands: member.effectiveCommands.map(({ kind, at }) => ({ kind, at: new Date(at) })),
    commands: member.commands.map(({ kind, at, answered }) => ({ kind, at: new Date(at), answered })),
    socLog: member.state.socLog.map(({ at, socPercent: soc }) => ({ at: new Date(at), socPercent: soc })),
    requests: { ...member.requests },
    streams: member.streams !== null,
    lastRequestAt: member.lastRequestAt === null ? null : new Date(member.lastRequestAt),
  }
}

function revocation(world: World, login: string): { login: string; at: Date }[] {
  const given = grantsOf(world, login)
  const times = given.flatMap(({ revokedAt }) => (revokedAt === null ? [] : [revokedAt]))
  if (given.length === 0 || times.length < given.length) return []
  return [{ login, at: new Date(Math.max(...times)) }]
}

function grantsOf({ state }: World, login: string): readonly Grant[] {
  return Object.values(state.books).flatMap((book) =>
    book.state.grants.filter((grant) => grant.login === login),
  )
}
