import { describe, expect, it } from 'vitest'
import { dailyPeaks, highestDays } from '../../src/sites/peaks.ts'

const hour = (instant: string, meanKw: number) => ({ start: new Date(instant), meanKw })

describe('the peak of a day', () => {
  it('is of the local day, also on nights when clocks change', () => {
    const hours = [
      hour('2024-10-26T21:00:00Z', 3),
      hour('2024-10-26T22:00:00Z', 5),
      hour('2024-10-27T00:00:00Z', 6),
      hour('2024-10-27T01:00:00Z', 7),
      hour('2024-10-27T22:00:00Z', 8),
      hour('2024-10-27T23:00:00Z', 2),
    ]
    expect(dailyPeaks(hours, 'Europe/Oslo')).toEqual([
      { day: '2024-10-26', peakKw: 3 },
      { day: '2024-10-27', peakKw: 8 },
      { day: '2024-10-28', peakKw: 2 },
    ])
  })
})

describe('the highest days of a month', () => {
  const day = (date: string, peakKw: number) => ({ day: date, peakKw })

  it('are three, each once and at its highest', () => {
    const known = [day('2024-12-01', 5), day('2024-12-02', 4), day('2024-12-03', 3)]
    expect(highestDays(known, [day('2024-12-02', 7), day('2024-12-04', 3.5)])).toEqual([
      day('2024-12-01', 5),
      day('2024-12-02', 7),
      day('2024-12-04', 3.5),
    ])
    expect(highestDays(known, [day('2024-12-01', 1), day('2024-12-05', 3)])).toEqual(known)
  })

  it('are of each month by itself', () => {
    const november = [day('2024-11-28', 9), day('2024-11-29', 9), day('2024-11-30', 9)]
    expect(highestDays(november, [day('2024-12-01', 1)])).toEqual([...november, day('2024-12-01', 1)])
  })
})
