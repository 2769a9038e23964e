import type { Home, Night } from './night.ts'
import { judge, type Verdict } from './oracle/verdict.ts'
import type { Played } from './played.ts'
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
  const homes = night.homes.map((home) => judgeHome(night, home, played))
  return {
    verdicts: homes.flatMap(({ verdicts }) => verdicts),
    faults: homes.flatMap(({ faults }) => faults),
  }
}

function judgeHome(night: Night, home: Home, played: Played): Judged {
  const cars = played.cars.filter(({ car }) => home.cars.includes(car))
  const seen = cars.map((one) => ({ one, witness: witnessOf(night, home, one) }))
  const witnesses = seen.map(({ witness }) => witness)
  const holdsAll = fuseHoldsAll(home)
  const sharers = holdsAll ? [] : witnesses.filter(({ isLeftAlone }) => !isLeftAlone)
  return {
    verdicts: judge(witnesses, holdsAll),
    faults: seen.flatMap(({ one, witness }) => faultsOf(one, witness, sharers)),
  }
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
