import { contains } from '../base/interval.ts'
import { localDay } from '../base/local-time.ts'
import { givesWay } from './oracle/at-fuse.ts'
import { minutesBetween } from './oracle/physics.ts'
import type { Witness } from './oracle/witness.ts'
import type { PlayedCar, Sent } from './played.ts'

/** Starts and stops, wakes and live reads of a car in a day; a start that gives a held car back is never refused. */
const COMMANDS_PER_DAY = 12
const WAKES_PER_DAY = 3
const READS_PER_DAY = 120
/** The whole percent in which cars report. */
const PERCENT = 1
/** A stop so close to the latest start is within what whole percents can tell. */
const CLOSE_MINUTES = 10
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const PAUSE_MS = 1_800_000

/**
 * What was done to a car that never may be, in words.
 *
 * @param sharers the cars at a fuse that does not hold all, this one too; none where it does
 */
export function faultsOf(one: PlayedCar, witness: Witness, sharers: readonly Witness[]): readonly string[] {
  const { car, sent, effects, reads } = one
  const tell = (what: string): string => `${car.id}: ${what}`
  const faults: string[] = []
  if (witness.isLeftAlone && sent.some(({ kind }) => isTold(car, kind)))
    faults.push(tell('commanded although it is left alone'))
  const fastCharge = car.fastCharge
  if (fastCharge !== undefined && sent.some(({ at, kind }) => kind !== 'wake' && contains(fastCharge, at)))
    faults.push(tell('commanded at direct current'))
  const doubled = effects.find((effect, index) => isAgain(car, effect, effects[index - 1]))
  if (doubled !== undefined) faults.push(tell(`the effect ${doubled.kind} twice in a row`))
  const twins = new Set(
    one.commands.map(({ epoch, kind, attempt }) => `${String(epoch)} ${kind} ${String(attempt)}`),
  )
  if (twins.size < one.commands.length) faults.push(tell('the same try sent twice'))
  if (isStoppedOverBudget(sent, car.policy))
    faults.push(tell(`stopped after ${String(COMMANDS_PER_DAY)} starts and stops in a day`))
  if (mostInADay(hurriedWakes(sent)) > 2 * WAKES_PER_DAY) faults.push(tell('more wakes than two days allow'))
  if (reads.length > 2 * READS_PER_DAY) faults.push(tell('more reads than two days allow'))
  const stops = sent.filter(({ kind, at }) => kind === 'stop' && !givesWay(witness, sharers, at.getTime()))
  return [...faults, ...stops.flatMap((stop) => faultsOfStop(one, witness, stop)).map(tell)]
}

/** Plugged in anew in between, a car has begun to charge by itself and may be stopped again. */
export function isAgain({ spec }: Pick<PlayedCar['car'], 'spec'>, effect: Effect, before?: Effect): boolean {
  const wasPluggedIn = spec.stays.some(
    ({ pluggedInAt }) =>
      before !== undefined && before.at < pluggedInAt.getTime() && pluggedInAt.getTime() <= effect.at,
  )
  return before?.kind === effect.kind && !wasPluggedIn
}
type Effect = PlayedCar['effects'][number]

/** Days are the driver's own, from midnight to midnight; beyond the budget of one only starts may be owed to a car, and never a stop. */
export function isStoppedOverBudget(
  sent: readonly Pick<Sent, 'kind' | 'at'>[],
  { timeZone }: PlayedCar['car']['policy'],
): boolean {
  const told = sent.filter(({ kind }) => kind !== 'wake')
  return told.some(({ kind, at }) => {
    const day = localDay(at, timeZone)
    const before = told.filter((one) => one.at < at && localDay(one.at, timeZone) === day)
    return kind === 'stop' && before.length >= COMMANDS_PER_DAY
  })
}

/** Whether a car stands at direct current is only told by one that is awake; of one that the app knows elsewhere nothing is asked. */
function isTold({ toldAtHome }: PlayedCar['car'], kind: Sent['kind']): boolean {
  return kind !== 'wake' || toldAtHome === false
}

/** Wakes less than half an hour after another count against the budgets of both days; the others leave no car standing. */
function hurriedWakes(sent: readonly Sent[]): readonly Sent[] {
  const wakes = sent.filter(({ kind }) => kind === 'wake')
  return wakes.filter(({ at }, index) => {
    const before = wakes[index - 1]
    return before !== undefined && at.getTime() - before.at.getTime() < PAUSE_MS
  })
}

/** A stop that leaves a car below its minimum, or past the last instant from which it could be ready. */
function faultsOfStop({ car, sent }: PlayedCar, witness: Witness, stop: Sent): readonly string[] {
  const { battery, goalPercent, readyBy } = witness
  const goalKwh = (battery.capacityKwh * (goalPercent - PERCENT)) / 100
  const energy = stop.car.energyKwh
  const at = stop.at.getTime()
  // What was asked for later did not count yet.
  if (at < witness.stay.start.getTime()) return []
  const minimum = Math.min(car.policy.minimumPercent, goalPercent)
  const percent = (energy / battery.capacityKwh) * 100
  const faults: string[] = []
  if (percent < minimum - PERCENT)
    faults.push(`stopped at ${percent.toFixed(1)} % below its minimum of ${String(minimum)} %`)
  const left = (readyBy - at) / MINUTE_MS - minutesBetween(battery, energy, goalKwh)
  const wasPossible = isPossibleFrom(witness, sent)
  if (energy < goalKwh && at < readyBy && left < -CLOSE_MINUTES && wasPossible)
    faults.push(`stopped at ${stop.at.toISOString()}, past its latest start`)
  return faults
}

/** Whether it could be ready when it came; one that could not is late whatever is done. */
function isPossibleFrom(
  { battery, goalPercent, readyBy, stay, moments }: Witness,
  sent: readonly Sent[],
): boolean {
  const came = moments.find(({ at }) => at >= stay.start.getTime())
  if (came === undefined || sent.length === 0) return false
  const needed = minutesBetween(battery, came.energyKwh, (battery.capacityKwh * goalPercent) / 100)
  return needed <= (readyBy - stay.start.getTime()) / MINUTE_MS
}

function mostInADay(sent: readonly Sent[]): number {
  return Math.max(
    0,
    ...sent.map(
      ({ at }) => sent.filter((one) => one.at >= at && one.at.getTime() < at.getTime() + DAY_MS).length,
    ),
  )
}
