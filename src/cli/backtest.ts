import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { drawMixedNight } from '../backtest/draw-mixed.ts'
import { drawNight } from '../backtest/draw-night.ts'
import { drawOddNight } from '../backtest/draw-odd.ts'
import { drawWideNight } from '../backtest/draw-wide.ts'
import { count, judgeNight, newTally, type Tally } from '../backtest/judge-night.ts'
import type { Night } from '../backtest/night.ts'
import { pictureOf } from '../backtest/picture.ts'
import { playNight } from '../backtest/play-night.ts'
import { readShippedDays } from '../prices/shipped-days.ts'
import { UsageError } from './usage.ts'

export const BACKTEST_HELP = `ladeplan backtest: plays random nights in memory and judges them by physics

  --seed NAME    one night, shown with every decision
  --nights N     so many nights, counted (100 if no seed is given)
  --first N      number of the first of them (0)
  --wide         other cars and drivers who change their mind as well
  --mixed        cars behind an aggregator of brands, power that falls early, and test charges as well
  --odd          cars that leave and come back, tokens refused, wrong sizes, frozen reports, changes of the clock

The same seed gives the same night. Docs: docs/explanation/oracle-nights.md.
Exit code 0: nothing that never may be was done, and no miss is unexplained;
1: something was, or one is.`

const MOST_NIGHTS = 1_000_000

/** Plays and judges nights. @returns the exit code */
export function backtest(
  args: readonly string[],
  out: (text: string) => void = (text) => void process.stdout.write(text),
): Promise<number> {
  return Promise.resolve().then(() => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        nights: { type: 'string' },
        first: { type: 'string' },
        wide: { type: 'boolean' },
        mixed: { type: 'boolean' },
        odd: { type: 'boolean' },
      },
    })
    const days = readShippedDays(fileURLToPath(new URL('../../data/prices', import.meta.url)))
    const drawn = kindOf(values)
    const draw = (seed: string): Night => drawn(seed, { days })
    if (values.seed !== undefined) return oneNight(draw(values.seed), out)
    const range = {
      nights: wholeNumber('--nights', values.nights ?? '100'),
      first: wholeNumber('--first', values.first ?? '0'),
    }
    return manyNights(range, draw, out)
  })
}

const KINDS = { wide: drawWideNight, mixed: drawMixedNight, odd: drawOddNight } as const

/** @throws UsageError if more than one is asked for */
function kindOf(asked: Readonly<Partial<Record<keyof typeof KINDS, boolean>>>): typeof drawNight {
  const { wide = false, mixed = false, odd = false } = asked
  const drawn = [wide && KINDS.wide, mixed && KINDS.mixed, odd && KINDS.odd].filter((kind) => kind !== false)
  if (drawn.length > 1)
    throw new UsageError('--wide, --mixed and --odd are kinds of nights: give one of them')
  return drawn[0] ?? drawNight
}

function oneNight(night: Night, out: (text: string) => void): number {
  const played = playNight(night)
  const judged = judgeNight(night, played)
  out(`${pictureOf(night, played, judged)}\n`)
  return judged.faults.length === 0 && judged.verdicts.every(({ cause }) => cause !== 'unexplained') ? 0 : 1
}

function manyNights(
  { nights, first }: { readonly nights: number; readonly first: number },
  draw: (seed: string) => Night,
  out: (text: string) => void,
): number {
  const tally = newTally()
  let isSound = true
  for (let number = first; number < first + nights; number++) {
    const night = draw(`night-${String(number)}`)
    const judged = judgeNight(night, playNight(night))
    count(tally, judged)
    const unexplained = judged.verdicts
      .filter(({ cause }) => cause === 'unexplained')
      .map(({ id }) => `${id}: missed, unexplained`)
    for (const line of [...judged.faults, ...unexplained]) out(`${line}\n`)
    isSound &&= judged.faults.length + unexplained.length === 0
  }
  const share = tally.owed === 0 ? 100 : (tally.readyOfOwed / tally.owed) * 100
  out(
    `${String(tally.nights)} nights, ${String(tally.cars)} cars: ${String(tally.readyOfOwed)} of ${String(tally.owed)} ready that could be (${share.toFixed(2)} %)\n`,
  )
  out(`${costLine(tally)}\n`)
  for (const [outcome, cars] of Object.entries(tally.byOutcome).toSorted())
    out(`  ${outcome.padEnd(40)} ${String(cars)}\n`)
  return isSound ? 0 : 1
}

/** By the whole bill a kWh, of the cars that were ready and whose prices were all known in the end. */
function costLine({ billed, kwh, paidNok, atOnceNok }: Tally): string {
  const each = (sum: number): string => (billed === 0 ? 0 : sum / billed).toFixed(2)
  return `a charge of ${each(kwh)} kWh cost ${each(paidNok)} NOK, and would have cost ${each(atOnceNok)} NOK at once (mean of ${String(billed)})`
}

/** @throws UsageError for anything but a whole number in range */
function wholeNumber(option: string, text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > MOST_NIGHTS)
    throw new UsageError(`${option} is ${text}: expected a whole number from 0 to ${String(MOST_NIGHTS)}`)
  return value
}
