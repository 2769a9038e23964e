import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { drain, type Draining } from '../../src/cli/drain.ts'

const never = (): Promise<void> => new Promise(() => undefined)
const atOnce = (): Promise<void> => Promise.resolve()
const FINE: Draining = { noticeMs: 0, stopWork: atOnce, stopListening: atOnce, close: atOnce }

describe('the end of a process', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('comes in order: work, requests, database', async () => {
    const order: string[] = []
    const note = (what: string) => (): Promise<void> => {
      order.push(what)
      return Promise.resolve()
    }
    const left = drain({
      ...{ noticeMs: 0, stopWork: note('work') },
      ...{ stopListening: note('requests'), close: note('database') },
    })
    await vi.advanceTimersByTimeAsync(0)
    await expect(left).resolves.toEqual([])
    expect(order).toEqual(['work', 'requests', 'database'])
  })

  test('goes on listening while balancers find out, and does not begin work', async () => {
    const [stopWork, stopListening] = [vi.fn(atOnce), vi.fn(atOnce)]
    void drain({ ...FINE, noticeMs: 5_000, stopWork, stopListening })
    expect(stopWork).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(4_999)
    expect(stopListening).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(stopListening).toHaveBeenCalledOnce()
  })

  test.each<[string, Partial<Draining>, readonly string[], number]>([
    ['a carmaker that does not answer', { stopWork: never }, ['work'], 10],
    ['a request that does not end', { stopListening: never }, ['requests'], 12],
    ['a database that hangs', { close: never }, ['database'], 14],
    [
      'all of them',
      { stopWork: never, stopListening: never, close: never },
      ['work', 'requests', 'database'],
      14,
    ],
    [
      'all of them, and the longest notice',
      { noticeMs: 10_000, stopWork: never, stopListening: never, close: never },
      ['work', 'requests', 'database'],
      14,
    ],
  ])('does not wait for ever: %s', async (_, hanging, names, seconds) => {
    let left: readonly string[] | undefined
    void drain({ ...FINE, ...hanging }).then((late) => {
      left = late
    })
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1)
    expect(left).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(left).toEqual(names)
  })

  test('goes on after a fault', async () => {
    const close = vi.fn(atOnce)
    const stopWork = (): Promise<void> => Promise.reject(new Error('a tick failed'))
    const left = drain({ ...FINE, stopWork, close })
    await vi.advanceTimersByTimeAsync(0)
    await expect(left).resolves.toEqual(['work'])
    expect(close).toHaveBeenCalledOnce()
  })
})
