import { addMinutes } from 'date-fns'
import { expect, test } from 'vitest'
import type { ChargingStatus } from '../../src/carmakers/charge-state.ts'
import { NOTHING_SEEN, withReport, type SeenChanges } from '../../src/vehicles/seen-changes.ts'
import { chargeOf, NOW } from '../control/night-facts.ts'

/** What is seen of one stay; `D`rawing, `S`tanding, `U`nknown, `F`ull, `N`o power, one letter a minute. */
function seen(letters: string): SeenChanges {
  const reports = Array.from(letters, (letter, index) =>
    chargeOf({ status: STATUS[letter] ?? 'unknown', observedAt: addMinutes(NOW, index) }),
  )
  return reports.reduce<SeenChanges>(
    (known, report, index) => withReport(known, reports[index - 1] ?? null, report),
    NOTHING_SEEN,
  )
}
const STATUS: Readonly<Record<string, ChargingStatus>> = {
  D: 'charging',
  S: 'connected',
  U: 'unknown',
  F: 'complete',
  N: 'no_power',
}

/** Minutes of: standing since, started, stopped, stopped before. */
function minutes({ stoodSince, startedAt, stoppedAt, stoppedBefore }: SeenChanges): (number | null)[] {
  return [stoodSince, startedAt, stoppedAt, stoppedBefore].map((at) =>
    at === null ? null : (at.getTime() - NOW.getTime()) / 60_000,
  )
}

test.each<[string, (number | null)[], string]>([
  ['D', [null, null, null, null], 'drawing from plug-in is no start'],
  ['DDD', [null, null, null, null], 'nor is going on'],
  ['SS', [0, null, null, null], 'standing since the first report of it'],
  ['SSD', [0, 2, null, null], 'a start after standing'],
  ['SSDD', [0, 2, null, null], 'a start is when it was seen first'],
  ['DDS', [2, null, 2, null], 'a stop, of a car that drew from plug-in'],
  ['DDSS', [2, null, 2, null], 'a stop is when it was seen first'],
  ['DSDS', [3, null, 3, 1], 'the stop before it is kept'],
  ['DSDSDS', [5, null, 5, 3], 'but no older one'],
  ['SUD', [0, 2, null, null], 'a report that does not tell breaks nothing'],
  ['SDUS', [3, null, 3, null], 'neither before a stop'],
  ['SFD', [null, null, null, null], 'a full car that takes a little more was not started'],
  ['SND', [null, null, null, null], 'nor one whose charger has power again'],
  ['DSDN', [null, null, null, null], 'a charger without power explains the stops before it'],
])('%s: %j, %s', (letters, expected) => {
  expect(minutes(seen(letters))).toEqual(expected)
})
