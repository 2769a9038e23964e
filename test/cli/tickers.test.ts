import { EventEmitter, once } from 'node:events'
import { expect, it, vi } from 'vitest'
import { startTickers } from '../../src/cli/tickers.ts'

/** Work that is done once told to, and tells when it was begun. */
function heldWork() {
  const signals = new EventEmitter()
  return {
    begun: once(signals, 'begun'),
    finish: () => signals.emit('finish'),
    work: async () => {
      const finished = once(signals, 'finish')
      signals.emit('begun')
      await finished
      return 0
    },
  }
}

const projectSessions = (): Promise<number> => Promise.resolve(0)
const quietly = { seconds: 59, onFault: () => undefined }

it('looks after vehicles while prices are awaited, and ends when both are done', async () => {
  const prices = heldWork()
  const vehicles = heldWork()
  const work = { lookAfter: vehicles.work, fetchPrices: prices.work, projectSessions }
  const ticker = startTickers(work, quietly)
  ticker.poke()
  await prices.begun
  await vehicles.begun
  vehicles.finish()
  prices.finish()
  await ticker.stop()
})

it('works until nothing is due any more', async () => {
  const left = { vehicles: 3, prices: 2 }
  const ticker = startTickers(
    {
      lookAfter: () => Promise.resolve(left.vehicles > 0 ? left.vehicles-- : 0),
      fetchPrices: () => Promise.resolve(left.prices > 0 ? left.prices-- : 0),
      projectSessions,
    },
    quietly,
  )
  ticker.poke()
  await vi.waitFor(() => {
    expect(left).toEqual({ vehicles: 0, prices: 0 })
  })
  await ticker.stop()
})

it('looks again before the next tick while cars wait for the rate of their carmaker', async () => {
  const queue = { left: 3 }
  const ticker = startTickers(
    {
      // Nothing may be done at this moment: the rate is used up.
      lookAfter: () => Promise.resolve(0).finally(() => queue.left--),
      isQueued: () => queue.left > 0,
      fetchPrices: () => Promise.resolve(0),
      projectSessions,
    },
    quietly,
  )
  ticker.poke()
  await vi.waitFor(
    () => {
      expect(queue.left).toBe(0)
    },
    { timeout: 30_000 },
  )
  await ticker.stop()
})

it('looks again after a second where cars were due, so that those of a tick are not asked all at once', async () => {
  const rounds: number[] = []
  const due = [1, 0, 2, 0, 0]
  const ticker = startTickers(
    {
      lookAfter: () => Promise.resolve(due[rounds.push(1) - 1] ?? 0),
      fetchPrices: () => Promise.resolve(0),
      projectSessions,
    },
    quietly,
  )
  ticker.poke()
  // Two of the first tick, two a second later, and one in which nothing is due; the timer may come between.
  await vi.waitFor(
    () => {
      expect(rounds.length).toBeGreaterThanOrEqual(5)
    },
    { timeout: 30_000 },
  )
  await ticker.stop()
})

it('projects sessions once a tick: one that cannot be told yet stays on the list', async () => {
  let rounds = 0
  const ticker = startTickers(
    {
      lookAfter: () => Promise.resolve(0),
      fetchPrices: () => Promise.resolve(0),
      projectSessions: () => Promise.resolve(++rounds),
    },
    quietly,
  )
  ticker.poke()
  await ticker.stop()
  expect(rounds).toBe(1)
})

it('tells which of them failed, and goes on', async () => {
  const faults: string[] = []
  const signals = new EventEmitter()
  const failed = once(signals, 'failed')
  const ticker = startTickers(
    {
      lookAfter: () => Promise.resolve(0),
      fetchPrices: () => Promise.reject(new Error('no prices')),
      projectSessions,
    },
    {
      seconds: 59,
      onFault: (where, error) => {
        faults.push(`${where}: ${String(error)}`)
        signals.emit('failed')
      },
    },
  )
  ticker.poke()
  await failed
  await ticker.stop()
  expect(faults).toEqual(['price tick: Error: no prices'])
})
