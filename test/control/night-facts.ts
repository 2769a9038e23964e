import { addMinutes, addSeconds } from 'date-fns'
import { kwh, money, perKwh, percent } from '../../src/base/units.ts'
import { ORDINARY_RECIPE } from '../../src/carmakers/command-recipe.ts'
import type { ChargeState } from '../../src/carmakers/charge-state.ts'
import type { Command, DecidedIntent, Decision, Facts, FollowedPlan } from '../../src/control/facts.ts'
import type { Plan } from '../../src/planning/plan-type.ts'
import type { ChargingPolicy, Vehicle, VehicleState } from '../../src/vehicles/vehicle.ts'
import { NOTHING_SEEN } from '../../src/vehicles/seen-changes.ts'

/** 22:00 in Oslo: plugged in since 17:00, the cheap block from 02:00 to 04:00, latest start 04:00, ready-by 07:00. */
export const NOW = new Date('2025-01-22T21:00:00Z')
export const PLUGGED_IN = new Date('2025-01-22T16:00:00Z')
export const BLOCK = { start: new Date('2025-01-23T01:00:00Z'), end: new Date('2025-01-23T03:00:00Z') }
export const LATEST_START = new Date('2025-01-23T03:00:00Z')
export const READY_BY = new Date('2025-01-23T06:00:00Z')

export const policy: ChargingPolicy = {
  targetPercent: 80,
  minimumPercent: 20,
  readyBy: '07:00',
  timeZone: 'Europe/Oslo',
  paused: false,
  maxStarts: null,
  minimumRunMinutes: null,
  version: 1,
}

export function chargeOf(given: Partial<ChargeState> = {}): ChargeState {
  return {
    observedAt: NOW,
    status: 'connected',
    socPercent: 50,
    limitPercent: 90,
    powerKw: given.status === 'charging' ? 11 : 0,
    energyAddedKwh: 0,
    capacityKwh: null,
    fastCharging: false,
    ...given,
  }
}

export function stateOf(charge: Partial<ChargeState> = {}, given: Partial<VehicleState> = {}): VehicleState {
  return {
    reach: 'online',
    checkedAt: NOW,
    charge: chargeOf(charge),
    pluggedInAt: PLUGGED_IN,
    peakPowerKw: 0,
    pushedAt: null,
    changes: NOTHING_SEEN,
    readyByFrom: PLUGGED_IN,
    ...given,
  }
}

export function followed(plan: Partial<Plan> = {}): FollowedPlan {
  return {
    id: 'plan-1',
    promisedReadyBy: READY_BY,
    plan: {
      blocks: [
        { ...BLOCK, energy: kwh(20), cost: money(10), reason: 'cheapest', binding: [], alternative: null },
      ],
      feasibility: 'ready',
      shortfall: kwh(0),
      expectedReadyAt: BLOCK.end,
      latestStart: LATEST_START,
      socCurve: [{ at: NOW, soc: percent(50) }],
      energy: kwh(20),
      cost: money(10),
      meanCost: perKwh(0.5),
      capacityCost: money(0),
      starts: 1,
      constraintCosts: [],
      provisional: false,
      solver: 'merit-order',
      gap: money(0),
      relaxed: [],
      inputsHash: '0'.repeat(64),
      ...plan,
    },
  }
}

/** A car held back for a lower price, as it was decided before. */
export const HELD: DecidedIntent = {
  decidedAt: addMinutes(NOW, -10),
  desired: 'HOLD',
  cause: 'price',
  validUntil: BLOCK.start,
  epoch: 4,
  reason: { code: 'waiting_for_lower_price', startsAt: BLOCK.start },
}

export function command(given: Partial<Command> = {}): Command {
  return {
    id: 'command-1',
    epoch: 4,
    attempt: 1,
    kind: 'stop',
    purpose: 'intent',
    sentAt: addMinutes(NOW, -10),
    outcome: 'done',
    refusal: null,
    confirmedAt: null,
    ...given,
  }
}

/** Our stop, seen to have worked. */
export const STOPPED = command({ confirmedAt: addSeconds(addMinutes(NOW, -10), 30) })

/** An ordinary evening: plugged in at home, standing still, waiting for the block. */
export function factsOf(given: Partial<Facts> = {}): Facts {
  return {
    now: NOW,
    consent: 'live',
    policy,
    controllable: null,
    canWake: true,
    quietUntil: null,
    carmakerDownSince: null,
    recipe: ORDINARY_RECIPE,
    doesNotRestart: false,
    atHome: true,
    state: stateOf(),
    followed: followed(),
    latestStart: LATEST_START,
    finishAt: addMinutes(NOW, 120),
    waitsUntil: null,
    roomUntil: null,
    test: null,
    override: null,
    previous: HELD,
    commands: [],
    spentToday: { commands: 0, wakes: 0 },
    ...given,
  }
}

/** A decision in one line: what is wanted and why, then what is sent. */
export function told({ intent, command: sent, reason }: Decision): string {
  const want = intent === null ? `nothing (${reason.code})` : `${intent.desired} ${intent.cause}`
  return sent === null ? want : `${want}, send ${sent.kind}`
}

/** 10 points are one hour and 10 kWh: 100 kWh, 10 kW, no loss. */
export const ROUND_CAR: Vehicle = {
  id: 'vehicle-1',
  connectionId: 'connection-1',
  driverId: 'driver-1',
  siteId: 'site-1',
  capacityKwh: 100,
  powerKw: 10,
  efficiency: 1,
  homePlug: true,
  toldAtHome: null,
  controllable: null,
  controllableAskedAt: null,
  quietUntil: null,
}
