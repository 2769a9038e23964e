import type { SimulatorReport } from '../../simulator/report.ts'
import type { CarOutcome } from './collect.ts'
import type { Proof } from './proof.ts'

/** The night as a whole, and whether it held. */
export interface NightOutcome {
  readonly cars: readonly CarOutcome[]
  /** All cars of the demo charge in Norway. */
  readonly totals: {
    readonly currency: 'NOK'
    readonly saved: number
    readonly baselineCost: number
    readonly cost: number
  }
  readonly promises: { readonly made: number; readonly kept: number }
  readonly commands: { readonly sent: number; readonly confirmed: number; readonly doubled: number }
  readonly coordinates: { readonly received: number } & Proof
  /** Everything that did not hold, each in a sentence; empty if the night held. */
  readonly failures: readonly string[]
}

/** What the withdrawal left behind, as the carmaker and the database know it. */
export interface Withdrawal {
  readonly login: string
  readonly at: Date
  readonly keyShredded: boolean
  readonly releases: number
}

/** Adds up the night and judges it: the exit code stands or falls with this. */
export function judge(
  cars: readonly CarOutcome[],
  evidence: { report: SimulatorReport; proof: Proof; withdrawal: Withdrawal },
): NightOutcome {
  const { report, proof } = evidence
  const results = cars.map(({ result }) => result).filter((result) => result !== null)
  const promised = cars.filter(({ withdrawn, result }) => !withdrawn && result?.promiseKept != null)
  const outcome = {
    cars,
    totals: {
      currency: 'NOK' as const,
      saved: sum(results.map(({ saved }) => saved)),
      baselineCost: sum(results.map(({ baselineCost }) => baselineCost)),
      cost: sum(results.map(({ cost }) => cost)),
    },
    promises: {
      made: promised.length,
      kept: promised.filter(({ result }) => result?.promiseKept === true).length,
    },
    commands: {
      sent: sum(cars.map(({ commands }) => commands.sent)),
      confirmed: sum(cars.map(({ commands }) => commands.confirmed)),
      doubled: sum(cars.map(({ commands }) => commands.doubled)),
    },
    coordinates: { received: report.coordinatesSent, ...proof },
  }
  const checks = [...nightChecks(outcome), ...proofChecks(outcome), ...withdrawalChecks(evidence)]
  return { ...outcome, failures: checks.flatMap(([held, failure]) => (held ? [] : [failure])) }
}

/** A statement that must hold, and what to say if it does not. */
type Check = readonly [held: boolean, failure: string]

function nightChecks({ cars, promises, commands }: Omit<NightOutcome, 'failures'>): Check[] {
  const unpriced = cars.filter(({ result }) => result === null).map(({ name }) => name)
  const live = cars.filter(({ withdrawn }) => !withdrawn)
  return [
    [unpriced.length === 0, `no result for ${unpriced.join(', ')}`],
    [promises.made === live.length, `${String(promises.made)} promises for ${String(live.length)} cars`],
    [promises.kept === promises.made, `${String(promises.made - promises.kept)} promises broken`],
    ...capacityChecks(cars),
    [commands.sent > 0, 'no command was sent'],
    [
      commands.confirmed === commands.sent,
      `${String(commands.sent - commands.confirmed)} commands not confirmed`,
    ],
    [commands.doubled === 0, `${String(commands.doubled)} commands doubled`],
  ]
}

/** The home with a meter keeps under its step although cheaper hours exist. */
function capacityChecks(cars: readonly CarOutcome[]): Check[] {
  const known = cars.flatMap(({ capacity }) => capacity ?? [])
  return [
    [known.length > 0, 'no home has a meter'],
    [known.every(({ isKept }) => isKept), 'a plan passes the capacity step'],
    [
      known.every(({ dearerHours }) => dearerHours > 0),
      'the capacity step made no hour dearer, so nothing is shown',
    ],
  ]
}

function proofChecks({ coordinates }: Omit<NightOutcome, 'failures'>): Check[] {
  const { received, hits, bytes, control } = coordinates
  const found = hits.slice(0, 5).map(({ label, encoding, place }) => `${label} as ${encoding} in ${place}`)
  return [
    [received > 0, 'no coordinate was received, so nothing is proven'],
    [bytes > 0, 'nothing was scanned'],
    [hits.length === 0, `${String(hits.length)} traces found: ${found.join('; ')}`],
    [
      control.planted > 0 && control.found === control.planted,
      `the control missed ${control.missed.slice(0, 5).join('; ')}`,
    ],
  ]
}

function withdrawalChecks({
  report,
  withdrawal,
}: {
  report: SimulatorReport
  withdrawal: Withdrawal
}): Check[] {
  const { login, at, keyShredded, releases } = withdrawal
  const car = report.cars.find((candidate) => candidate.login === login)
  const revoked = report.revocations.some((revocation) => revocation.login === login)
  const quiet = car?.lastRequestAt != null && car.lastRequestAt <= at
  return [
    [releases === 1, `${String(releases)} releases after the withdrawal instead of 1`],
    [revoked, 'the tokens of the withdrawn consent were not revoked'],
    [keyShredded, 'the key of the withdrawn driver is still there'],
    [quiet && report.requestsAfterRevocation === 0, 'the withdrawn car was called afterwards'],
  ]
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
