import { expect, test } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { outcomeOfWords, outcomeUnder, readBatch } from '../../src/backtest/memory-aggregator.ts'
import { outcomeOf, refusedFrom } from '../../src/carmakers/smartcar/faults.ts'
import { readingFrom } from '../../src/carmakers/smartcar/read-batch.ts'
import { READ_PATHS } from '../../src/carmakers/smartcar/wire.ts'
import { createCoordinatePool } from '../../src/simulator/coordinates.ts'
import { createFleet } from '../../src/simulator/fleet.ts'
import { batchItem } from '../../src/simulator/smartcar/payload.ts'
import { REFUSALS, refusalBody, refusalUnder, type Refusal } from '../../src/simulator/smartcar/refusals.ts'
import { minutesAfter } from '../support/pictures.ts'
import { car, DUSK } from '../simulator/support.ts'

const SPEAKER = { clock: new SteppedClock(DUSK), pool: createCoordinatePool('memory-aggregator') }

test('what a night reads of a car is what the adapter makes of the batch that the simulator sends', () => {
  const fleet = createFleet([car({ socPercent: 78.4, limitPercent: 80 })], 'memory-aggregator', DUSK)
  const [member] = fleet.members
  if (member === undefined) throw new Error('A fleet without a car')
  const statuses = [0, 1, 30, 600, 1_200].map((minutes) => {
    const recordedAt = minutesAfter(DUSK, minutes)
    const record = { view: fleet.view(member, recordedAt), recordedAt }
    const told = { member, record, permissions: ['read_battery', 'read_charge'] }
    const responses = READ_PATHS.map((path) => batchItem(SPEAKER, path, told))
    const answer = { status: 200, body: { responses }, retryAfterSeconds: undefined }
    expect(readingFrom('/batch', answer)).toEqual({ kind: 'state', state: readBatch(member, record) })
    return record.view.status
  })
  expect(new Set(statuses).size).toBeGreaterThanOrEqual(3)
})

const byAdapter = ({ status, retryAfterSeconds, ...refusal }: Refusal) =>
  outcomeOf(
    '/charge',
    refusedFrom({ status, body: refusalBody(SPEAKER, { status, ...refusal }), retryAfterSeconds }),
  )

test.each(['busy', 'no-power', 'http-500', 'rate-limited'] as const)(
  'what a command comes to under %s is what the adapter makes of the answer',
  (fault) => {
    const refusal = refusalUnder(fault)
    if (refusal === undefined) throw new Error(`Smartcar has no words for ${fault}`)
    expect(outcomeUnder(fault)).toEqual(byAdapter(refusal))
  },
)

test.each(['asleep', 'is_charging', 'requested', 'complete', 'not_charging', 'disconnected'] as const)(
  'so is what it comes to when the car answers %s',
  (words) => {
    expect(outcomeOfWords(words)).toEqual(byAdapter(REFUSALS[words]))
  },
)
