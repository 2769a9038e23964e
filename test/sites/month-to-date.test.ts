import { describe, expect, test } from 'vitest'
import { monthUpTo, oldestMonth } from '../../src/sites/month-to-date.ts'

describe('the month that a figure is of', () => {
  test.each([
    ['2026-11-12T07:00:00Z', 'Europe/Oslo', '2026-11'],
    ['2026-10-31T22:59:59Z', 'Europe/Oslo', '2026-10'],
    ['2026-10-31T23:00:00Z', 'Europe/Oslo', '2026-10'],
    ['2026-10-31T23:00:01Z', 'Europe/Oslo', '2026-11'],
    ['2026-10-31T22:00:01Z', 'Europe/Helsinki', '2026-11'],
    ['2026-03-31T22:00:00Z', 'Europe/Oslo', '2026-03'],
  ])('up to %s in %s is %s', (instant, zone, month) => {
    expect(monthUpTo(new Date(instant), zone)).toBe(month)
  })
})

test.each([
  ['2026-11-30T12:00:00Z', '2026-10'],
  ['2026-03-31T12:00:00Z', '2026-02'],
  ['2026-12-31T23:30:00Z', '2026-12'],
])('the oldest month that is kept on %s is %s', (now, month) => {
  expect(oldestMonth(new Date(now), 'Europe/Oslo')).toBe(month)
})
