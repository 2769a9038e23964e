import type { Home, Night } from './night.ts'
import { judge, type Verdict } from './oracle/verdict.ts'
import type { Played, PlayedCar } from './played.ts'
import { faultsOf } from './rules.ts'
import { witnessOf } from './witness-of.ts'

/** What the oracle says of every car of a night, and what was done that never may be. */
export interface Judged {
  readonly verdicts: readonly Verdict[]
  /** In words, one each; none is as it has to be. */
  readonly faults: readonly string[]
}

/** A house may be expected to draw so much beside its cars. */
const HOUSE_KW = 3

export function judgeNight(night: Night, played: Played): Judged {
  const verdicts = night.homes.flatMap((home) => {
    const witnesses = carsOfHome(home, played).map((one) => witnessOf(night, home, one))
    return judge(witnesses, fuseHoldsAll(home))
  })
  const faults = night.homes.flatMap((home) =>
    carsOfHome(home, played).flatMap((one) => faultsOf(one, witnessOf(night, home, one))),
  )
  return { verdicts, faults }
}

function carsOfHome({ cars }: Home, played: Played): readonly PlayedCar[] {
  return played.cars.filter(({ car }) => cars.includes(car))
}

function fuseHoldsAll({ site, cars }: Home): boolean {
  const needed = cars.reduce((sum, { spec }) => sum + spec.powerKw, HOUSE_KW)
  return cars.length === 1 || site.gridLimitKw === null || needed <= site.gridLimitKw
}

/** Sums over nights. */
export interface Tally {
  nights: number
  cars: number
  /** Possible, with nothing in the way past the latest start. */
  owed: number
  readyOfOwed: number
  readonly byOutcome: Record<string, number>
}

export function newTally(): Tally {
  return { nights: 0, cars: 0, owed: 0, readyOfOwed: 0, byOutcome: {} }
}

export function count(tally: Tally, { verdicts }: Judged): void {
  tally.nights += 1
  for (const { kind, isOwed, cause } of verdicts) {
    tally.cars += 1
    if (isOwed) tally.owed += 1
    if (isOwed && kind === 'ready') tally.readyOfOwed += 1
    const outcome = cause === null ? kind : `missed: ${cause}`
    tally.byOutcome[outcome] = (tally.byOutcome[outcome] ?? 0) + 1
  }
}
