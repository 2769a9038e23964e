import { billOf, type Bill } from './bill.ts'
import { faultsOfChargeNow } from './charge-now-rule.ts'
import { faultsOfGivingWay } from './giving-way-rule.ts'
import type { Home, Night, NightCar } from './night.ts'
import { judge, type Fuse, type Verdict } from './oracle/verdict.ts'
import type { Played } from './played.ts'
import { faultsOf } from './rules.ts'
import { tellsPower, witnessOf } from './witness-of.ts'

/** What the oracle says of every car of a night, and what was done that never may be. */
export interface Judged {
  readonly verdicts: readonly Verdict[]
  /** In words, one each; none is as it has to be. */
  readonly faults: readonly string[]
  /** Of the cars that were ready, and were owed it. */
  readonly bills: readonly Bill[]
}

/** A house may be expected to draw so much beside its cars. */
const HOUSE_KW = 3

export function judgeNight(night: Night, played: Played): Judged {
  const homes = night.homes.map((home) => judgeHome(night, home, played))
  return {
    verdicts: homes.flatMap(({ verdicts }) => verdicts),
    faults: homes.flatMap(({ faults }) => faults),
    bills: homes.flatMap(({ bills }) => bills),
  }
}

function judgeHome(night: Night, home: Home, played: Played): Judged {
  const cars = played.cars.filter(({ car }) => home.cars.includes(car))
  const seen = cars.map((one) => ({ one, witness: witnessOf(night, home, one) }))
  const witnesses = seen.map(({ witness }) => witness)
  const fuse = fuseOf(home)
  const sharers = fuse.holdsAllAsTold ? [] : witnesses.filter(({ isLeftAlone }) => !isLeftAlone)
  const verdicts = judge(witnesses, fuse)
  const ready = verdicts.filter(({ kind, isOwed }) => kind === 'ready' && isOwed).map(({ id }) => id)
  return {
    verdicts,
    bills: cars
      .filter(({ car }) => ready.includes(car.id))
      .map((one) => billOf(night, home, one))
      .filter((bill) => bill !== null),
    faults: seen.flatMap(({ one, witness }) => [
      ...faultsOf(one, witness, sharers),
      ...faultsOfGivingWay(one, played.decided),
      ...faultsOfChargeNow(one.car, witness, night).map((fault) => `${one.car.id}: ${fault}`),
    ]),
  }
}

function fuseOf({ site, cars }: Home): Fuse {
  const holds = (powerOf: (car: NightCar) => number): boolean => {
    const needed = cars.reduce((sum, car) => sum + powerOf(car), HOUSE_KW)
    return cars.length === 1 || site.gridLimitKw === null || needed <= site.gridLimitKw
  }
  return {
    holdsAll: holds(({ spec }) => spec.powerKw),
    holdsAllAsTold: holds((car) => (tellsPower(car) ? car.spec.powerKw : site.maxPowerKw)),
  }
}

/** Sums over nights. */
export interface Tally {
  nights: number
  cars: number
  /** Possible, with nothing in the way past the latest start. */
  owed: number
  readyOfOwed: number
  /** Of the cars whose prices are all known in the end. */
  billed: number
  kwh: number
  paidNok: number
  atOnceNok: number
  readonly byOutcome: Record<string, number>
}

export function newTally(): Tally {
  return {
    nights: 0,
    cars: 0,
    owed: 0,
    readyOfOwed: 0,
    billed: 0,
    kwh: 0,
    paidNok: 0,
    atOnceNok: 0,
    byOutcome: {},
  }
}

export function count(tally: Tally, { verdicts, bills }: Judged): void {
  tally.nights += 1
  tally.billed += bills.length
  for (const { kwh, paid, atOnce } of bills) {
    tally.kwh += kwh
    tally.paidNok += paid
    tally.atOnceNok += atOnce
  }
  for (const { kind, isOwed, cause } of verdicts) {
    tally.cars += 1
    if (isOwed) tally.owed += 1
    if (isOwed && kind === 'ready') tally.readyOfOwed += 1
    const outcome = cause === null ? kind : `missed: ${cause}`
    tally.byOutcome[outcome] = (tally.byOutcome[outcome] ?? 0) + 1
  }
}
