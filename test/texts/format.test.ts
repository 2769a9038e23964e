import { describe, expect, test } from 'vitest'
import {
  formatClock,
  formatDay,
  formatDayAndTime,
  formatKwh,
  formatList,
  formatNumber,
  formatPercent,
  formatTimes,
} from '../../src/texts/format.ts'

const oslo = { timeZone: 'Europe/Oslo' }
const nb = { language: 'nb', ...oslo } as const
const en = { language: 'en', ...oslo } as const
const evening = new Date('2024-12-12T13:15:00Z')

describe('numbers', () => {
  test('Norwegian has a decimal comma, a hard space between thousands and a true minus sign', () => {
    expect(formatNumber(1234.5, 'nb', 1)).toBe('1\u00a0234,5')
    expect(formatNumber(-12.34, 'nb', 1)).toBe('\u221212,3')
  })

  test('English has a decimal point and the same minus sign', () => {
    expect(formatNumber(-1234.5, 'en', 1)).toBe('\u22121,234.5')
  })

  test('numbers never part from their unit', () => {
    expect(formatPercent(42, 'nb')).toBe('42\u00a0%')
    expect(formatPercent(42, 'en')).toBe('42%')
    expect(formatKwh(30.84, 'nb')).toBe('30,8\u00a0kWh')
  })
})

describe('things in a row', () => {
  test.each([
    [[], '', ''],
    [['a'], 'a', 'a'],
    [['a', 'b'], 'a og b', 'a and b'],
    [['a', 'b', 'c'], 'a, b og c', 'a, b and c'],
  ])('%j', (things, inNorwegian, inEnglish) => {
    expect(formatList(things, 'nb')).toBe(inNorwegian)
    expect(formatList(things, 'en')).toBe(inEnglish)
  })
})

describe('times', () => {
  test('are told on the local clock', () => {
    expect(formatClock(evening, nb)).toBe('kl.\u00a014:15')
    expect(formatClock(evening, en)).toBe('14:15')
    expect(formatTimes(evening, new Date('2024-12-12T14:00:00Z'), nb)).toBe('14:15–15:00')
  })

  test('carry their day where it matters', () => {
    expect(formatDay(evening, nb)).toBe('tor. 12. des.')
    expect(formatDayAndTime(evening, nb)).toBe('tor. 12. des. kl.\u00a014:15')
    expect(formatDayAndTime(evening, en)).toBe('Thu 12 Dec, 14:15')
  })

  test('follow the clock change', () => {
    expect(formatClock(new Date('2025-03-30T00:59:00Z'), en)).toBe('01:59')
    expect(formatClock(new Date('2025-03-30T01:00:00Z'), en)).toBe('03:00')
  })
})
