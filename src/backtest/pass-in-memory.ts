import { latest } from '../base/interval.ts'
import { seededRandomness } from '../base/random.ts'
import { SMARTCAR_RECIPE } from '../carmakers/smartcar/recipe.ts'
import { TESLA_RECIPE } from '../carmakers/tesla/recipe.ts'
import { DEFAULT_RUN_LIMITS } from '../config/run-limits.ts'
import { isEnoughToAct, isEnoughToPlan, withOwnLook } from '../control/before-own-look.ts'
import { neighbourOf } from '../control/neighbour.ts'
import { isToBeAsked, quietAfter, sparing } from '../control/quiet.ts'
import type { Course, Place, setCourse } from '../control/set-course.ts'
import { wasSent } from '../control/was-sent.ts'
import { siteLimitsOf } from '../control/site-limits.ts'
import { isWorthReading } from '../control/worth-reading.ts'
import type { Fleet, Member } from '../simulator/fleet.ts'
import type { Site } from '../sites/site.ts'
import { createDueTable, type DueTable } from './due-table.ts'
import { createLedger, type Ledger, type Stored } from './ledger.ts'
import type { Market } from './market.ts'
import type { MemoryCarmaker, ReadAnswer } from './memory-carmaker.ts'
import { carsOf, type Home, type Night, type NightCar, type Wish } from './night.ts'
import { decidedBy, type Decided, type PlayedCar, type Sent } from './played.ts'
import type { Watch } from './watch.ts'
import type { Arrival } from './webhooks.ts'

export interface PassParts {
  readonly night: Night
  readonly fleet: Fleet
  readonly carmakers: Readonly<Record<'direct' | 'aggregator', MemoryCarmaker>>
  readonly watch: Watch
  readonly stored: (carId: string) => Stored
  readonly course: typeof setCourse
  readonly marketOf: (site: Site) => Market
}

/** Looks after the cars of a night. */
export interface Player {
  /** One batch of what is due at `now`. @returns how many cars were looked after */
  lookAfter(now: Date, batch: number): number
  nextDue(): Date | undefined
  /** Plugged-in cars are looked at so many seconds after new prices. */
  tellOfPrices(now: Date, secondsAfter: (carId: string) => number): void
  /** A driver asks for something; the car is due at once. */
  take(carId: string, wish: Wish, now: Date): void
  /** A car tells something by itself, and is due at once. */
  hear(arrival: Arrival, now: Date): void
  decided(): readonly Decided[]
  cars(): readonly PlayedCar[]
}

/** One car on its way through the night. */
interface Tracked {
  readonly car: NightCar
  readonly home: Home
  readonly market: Market
  readonly member: Member
  readonly ledger: Ledger
  readonly sent: Sent[]
  readonly reads: Date[]
}

/** Everything a pass needs, for all cars. */
interface Stage extends PassParts {
  readonly tracked: ReadonlyMap<string, Tracked>
  readonly due: DueTable
  readonly decided: Decided[]
  readonly newId: () => string
}

export function createPass(parts: PassParts): Player {
  const tracked = new Map(
    parts.night.homes.flatMap((home) =>
      home.cars.map((car): [string, Tracked] => [car.id, track(parts, home, car)]),
    ),
  )
  const due = createDueTable([...tracked.keys()], parts.night.start)
  const randomness = seededRandomness(parts.night.seed)
  const stage: Stage = { ...parts, tracked, due, decided: [], newId: () => randomness.id() }
  return {
    lookAfter: (now, batch) => {
      const claimed = due.claim(now, batch)
      for (const id of claimed) pass(stage, trackedOf(stage, id), now)
      return claimed.length
    },
    nextDue: () => due.next(),
    tellOfPrices: (now, secondsAfter) => {
      for (const [id, { ledger }] of tracked) {
        const isPluggedIn = ledger.known(now).state?.pluggedInAt != null
        if (!isPluggedIn) continue
        const at = new Date(now.getTime() + secondsAfter(id) * 1_000)
        const own = due.of(id)
        if (own !== undefined && at < own) ledger.noteLook(own, now)
        due.make(id, at)
      }
    },
    take: (id, wish, now) => {
      trackedOf(stage, id).ledger.take(wish, now)
      due.make(id, now)
    },
    hear: ({ carId, state }, now) => {
      trackedOf(stage, carId).ledger.push(state, now)
      due.make(carId, now)
    },
    decided: () => stage.decided,
    cars: () => carsOf(parts.night).map(({ id }) => playedCar(stage, trackedOf(stage, id))),
  }
}

function track({ fleet, stored, marketOf }: PassParts, home: Home, car: NightCar): Tracked {
  const member = fleet.find(car.spec.vin)
  if (member === undefined) throw new RangeError(`No car ${car.spec.vin} in the fleet`)
  const market = marketOf(home.site)
  return { car, home, market, member, ledger: createLedger(stored(car.id)), sent: [], reads: [] }
}

function trackedOf({ tracked }: Pick<Stage, 'tracked'>, id: string): Tracked {
  const found = tracked.get(id)
  if (found === undefined) throw new RangeError(`No car ${id} in this night`)
  return found
}

function playedCar({ watch, night }: Stage, { car, ledger, member, sent, reads }: Tracked): PlayedCar {
  const { effectiveCommands: effects } = member
  const trace = watch.trace(member.vin)
  const { lesson } = ledger.known(night.end)
  const told = { commands: ledger.commands().toReversed(), plans: ledger.plans(), sent, reads, trace }
  return { car, ...told, effects, lesson }
}

/** The loop's pass without its shell: read, take a course, write it down, send. */
function pass(stage: Stage, one: Tracked, now: Date): void {
  const { ledger, car } = one
  const { quietUntil } = ledger.known(now).vehicle
  if (quietUntil !== null && now < quietUntil) {
    stage.due.settle(car.id, quietUntil)
    return
  }
  if (planFromKnown(stage, one, now)) return
  const { reading } = read(stage, one, now)
  if (reading !== 'none' && reading.kind === 'quiet') {
    const { until } = sparing(reading, ledger.readsOn(now), now)
    ledger.saveVehicle({ quietUntil: until })
    stage.due.settle(car.id, until)
    return
  }
  askControllable(stage, one, now)
  const course = stage.course(benchOf(stage, one, now), reading, placeOf(stage, one, now))
  const command = write(stage, one, course)
  const { nextDue } = course.decision
  const quiet = command === null ? null : send(stage, one, command)
  if (nextDue !== null) stage.due.settle(car.id, quiet === null ? nextDue : latest(nextDue, quiet))
}

/** @returns the command that is to be sent */
function write(stage: Stage, { car, ledger }: Tracked, course: Course): Sending | null {
  stage.decided.push(decidedBy(course, car.id))
  const command = ledger.record(course, stage.newId)
  for (const { vehicleId } of course.told) {
    stage.due.make(vehicleId, course.now)
    stage.tracked.get(vehicleId)?.ledger.forgetLook()
  }
  return command
}

/** Without a look, as the loop does before the car's own. @returns false if the car is to be looked at after all */
function planFromKnown(stage: Stage, one: Tracked, now: Date): boolean {
  if (!isEnoughToPlan(one.ledger.known(now), now)) return false
  const course = withOwnLook(stage.course(benchOf(stage, one, now), 'none', placeOf(stage, one, now)))
  if (course === null) return false
  write(stage, one, course)
  if (course.decision.nextDue !== null) stage.due.settle(one.car.id, course.decision.nextDue)
  return true
}

function benchOf(
  { newId, night }: Stage,
  { ledger, car }: Tracked,
  now: Date,
): Parameters<typeof setCourse>[0] {
  return {
    now,
    known: ledger.known(now),
    consent: 'live',
    ...BRANDS[brandOf(car)],
    runLimits: DEFAULT_RUN_LIMITS,
    newId,
    firstTest: car.isUntested === true && ledger.tests().length === 0,
    herd: night.herdSeconds === undefined ? undefined : { seed: car.id, mostSeconds: night.herdSeconds },
  }
}

/** What is known of the cars of a brand. */
const BRANDS = {
  direct: { canWake: true, recipe: TESLA_RECIPE },
  aggregator: { canWake: false, recipe: SMARTCAR_RECIPE },
}

function brandOf({ aggregator }: NightCar): keyof typeof BRANDS {
  return aggregator === undefined ? 'direct' : 'aggregator'
}

function read({ carmakers }: Stage, { car, ledger, member, reads }: Tracked, now: Date): ReadAnswer {
  const known = ledger.known(now)
  const isToBeRead = !isEnoughToAct(known, now) && isWorthReading(known, now)
  if (!isToBeRead || !ledger.takeRead(now)) return { reading: 'none', isBilled: false }
  const answer = carmakers[brandOf(car)].read(member, now)
  if (answer.isBilled) reads.push(now)
  else ledger.giveReadBack(now)
  return answer
}

function askControllable({ carmakers }: Stage, { car, ledger, member }: Tracked, now: Date): void {
  if (!isToBeAsked(ledger.known(now).vehicle, now)) return
  const answer = carmakers[brandOf(car)].askControllable(member, now)
  if (answer === 'yes') ledger.saveVehicle({ controllable: answer, controllableAskedAt: now })
  else if (answer !== null) ledger.saveVehicle({ quietUntil: answer.until })
}

function placeOf(stage: Stage, { car, home, market }: Tracked, now: Date): Place {
  const others = home.cars.filter(({ id }) => id !== car.id).map(({ id }) => trackedOf(stage, id))
  return {
    limits: siteLimitsOf(home.site, { peaks: [], profile: null }, now),
    neighbours: others
      .map(({ ledger }) => neighbourOf(ledger.known(now), 'live', now))
      .filter((one) => one !== null),
    slots: market.costs(now),
  }
}

/** @returns until when the answer asks to be left alone */
function send(stage: Stage, { car, ledger, member, sent }: Tracked, command: Sending): Date | null {
  const { kind, sentAt: now, purpose } = command
  const before = ledger.commands().filter(({ id }) => id !== command.id)
  const seen = stage.watch.look(member, now)
  const outcome = stage.carmakers[brandOf(car)].command(member, kind, now)
  ledger.settle(command, outcome, now)
  // What never left reaches no car, and is none of the commands that it gets in a day.
  if (wasSent({ refusal: outcome.kind === 'refused' ? outcome.because : null }))
    sent.push({ kind, at: now, car: seen })
  const quietUntil = quietAfter(outcome, now, purpose, before)
  if (quietUntil !== null) ledger.saveVehicle({ quietUntil })
  return quietUntil
}

type Sending = NonNullable<ReturnType<Ledger['record']>>
