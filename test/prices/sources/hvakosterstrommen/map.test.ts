import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type PriceDocument, PriceSourceError } from '../../../../src/prices/port.ts'
import { mapDay } from '../../../../src/prices/sources/hvakosterstrommen/map.ts'
import { dayAnswerSchema } from '../../../../src/prices/sources/hvakosterstrommen/wire.ts'
import { type AnswerRow, countedAnswer, shippedAnswer } from './answers.ts'

function mapped(rows: readonly AnswerRow[], day: string): PriceDocument {
  return mapDay(dayAnswerSchema.parse(rows), { zone: 'NO2', day })
}

/** The message with which a day is refused, or `accepted`. */
function refusal(rows: readonly AnswerRow[], day = '2024-12-12'): string {
  try {
    mapped(rows, day)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof PriceSourceError)) throw error
    expect(error).toMatchObject({ code: 'prices-not-credible', temporary: true })
    return error.message
  }
}

const rows = (): AnswerRow[] => shippedAnswer('NO2', '2024-12-12')
const changed = (at: number, change: Partial<AnswerRow>): AnswerRow[] =>
  rows().map((row, index) => (index === at ? { ...row, ...change } : row))

describe('a delivery day', () => {
  test('is keyed by the instant of each row', () => {
    const day = mapped(rows(), '2024-12-12')
    expect(day).toMatchObject({ source: 'hvakosterstrommen', zone: 'NO2', resolutionMinutes: 60 })
    expect(day.slots).toHaveLength(24)
    expect(day.slots[17]).toEqual({
      start: new Date('2024-12-12T16:00:00Z'),
      end: new Date('2024-12-12T17:00:00Z'),
      perKwh: 10.52665,
      quality: 'final',
    })
  })

  test('is the same in whatever order the rows come', () => {
    expect(mapped(rows().reverse(), '2024-12-12')).toEqual(mapped(rows(), '2024-12-12'))
  })

  test.each([
    ['2025-03-30', 60, 23],
    ['2025-10-26', 60, 25],
    ['2025-10-25', 60, 24],
    ['2025-03-30', 15, 92],
    ['2025-10-26', 15, 100],
    ['2025-10-25', 15, 96],
  ])('%s in steps of %i minutes has %i slots without a gap', (day, minutes, count) => {
    const { slots, resolutionMinutes } = mapped(countedAnswer(day, minutes), day)
    expect(resolutionMinutes).toBe(minutes)
    expect(slots).toHaveLength(count)
    slots.slice(1).forEach((slot, index) => {
      expect(slot.start).toEqual(slots[index]?.end)
    })
    expect(slots.map((slot) => slot.perKwh)).toEqual(slots.map((_, index) => 1 + index / 1000))
  })

  test('is accepted although an end inside it is wrong', () => {
    const wrong = changed(3, { time_end: '2024-12-12T23:00:00+01:00' })
    expect(mapped(wrong, '2024-12-12')).toEqual(mapped(rows(), '2024-12-12'))
  })

  test('may hold zeros and negative prices', () => {
    const cheap = rows().map((row, index) => ({ ...row, NOK_per_kWh: index === 4 ? -0.02 : 0 }))
    expect(refusal(cheap)).toBe('accepted')
  })
})

describe('a day is refused', () => {
  test('when a slot comes twice, with both prices named', () => {
    const message = refusal([...rows(), ...changed(5, { NOK_per_kWh: 9 }).slice(5, 6)])
    expect(message).toBe(
      'Day-ahead prices for NO2, delivery day 2024-12-12, from hvakosterstrommen: the slot at 2024-12-12T04:00:00.000Z ' +
        'comes twice, with 1.24867 and 9 NOK/kWh. Not imported; ask again later or use another source.',
    )
  })

  test('when it is mislabelled from the hour at which clocks go back, as on 2024-10-27', () => {
    const file = 'test/prices/sources/hvakosterstrommen/fixtures/2024-10-27_NO1_mislabelled.json'
    const asServed = dayAnswerSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect(() => mapDay(asServed, { zone: 'NO1', day: '2024-10-27' })).toThrow(
      'the slot at 2024-10-27T23:00:00.000Z with 0.19408 NOK/kWh belongs to 2024-10-28',
    )
  })

  test.each([
    ['a slot is missing', rows().toSpliced(7, 1), '2024-12-12T06:00:00.000Z is missing'],
    ['the first slot is missing', rows().slice(1), '2024-12-11T23:00:00.000Z is missing'],
    ['the last slot is missing', rows().slice(0, -1), '23 slots of 60 minutes, expected 24'],
    [
      'it is another day, as copied before publication',
      shippedAnswer('NO2', '2024-12-13'),
      'belongs to 2024-12-13',
    ],
    ['it is empty', [], '0 rows'],
    ['it is a single row', rows().slice(0, 1), '1 rows'],
    ['its slots have 30 minutes', countedAnswer('2024-12-12', 30), '30 minutes apart'],
    [
      'its resolution changes',
      [...rows().slice(0, 23), ...countedAnswer('2024-12-12', 15).slice(92)],
      'is missing',
    ],
    ['a start is off the hour', changed(9, { time_start: '2024-12-12T09:00:01+01:00' }), 'minutes apart'],
    [
      'the last slot does not end with the day',
      changed(23, { time_end: '2024-12-13T00:15:00+01:00' }),
      'the last slot ends',
    ],
    [
      'a price is too high, øre for kroner',
      changed(17, { NOK_per_kWh: 1052.665 }),
      '1052.665 NOK/kWh at 2024-12-12T16:00:00.000Z',
    ],
    ['a price is too low', changed(0, { NOK_per_kWh: -10.01 }), '-10.01 NOK/kWh'],
    ['every price is exactly zero', rows().map((row) => ({ ...row, NOK_per_kWh: 0 })), 'is exactly 0'],
  ])('when %s', (_, wrong, fault) => {
    expect(refusal(wrong)).toContain(fault)
  })

  test('when a price is no number', () => {
    const parsed = dayAnswerSchema.parse(rows()).map((row) => ({ ...row, NOK_per_kWh: Number.NaN }))
    expect(() => mapDay(parsed, { zone: 'NO2', day: '2024-12-12' })).toThrow(
      'NaN NOK/kWh at 2024-12-11T23:00',
    )
  })

  test('when 24 rows come on a day of 25 hours', () => {
    const rows24 = countedAnswer('2025-10-26', 60).slice(0, 24)
    expect(refusal(rows24, '2025-10-26')).toContain('expected 25 (a day of 25 hours)')
  })
})
