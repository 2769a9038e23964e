import { expect, test } from 'vitest'
import { playHistory } from './hand-histories.ts'

const SEEDS = Array.from({ length: 1_000 }, (_, seed) => seed)

test('of 1,000 cars started by hand while they were held, none is stopped twice, none flips, all go on charging', () => {
  const wrong = SEEDS.map((seed) => ({ seed, ...playHistory(seed) })).filter(
    ({ stops, restarts, chargesAtEnd }) => stops > 1 || restarts > 0 || !chargesAtEnd,
  )
  expect(wrong).toEqual([])
})

test('the same nights with closed eyes: most cars are stopped again and again, so the count can fail', () => {
  const fought = SEEDS.map((seed) => playHistory(seed, true)).filter(({ stops }) => stops > 1)
  expect(fought.length).toBeGreaterThan(500)
})
