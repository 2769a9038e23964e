import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { drain } from '../../src/cli/drain.ts'

const never = (): Promise<void> => new Promise(() => undefined)

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
    const left = drain({ stopWork: note('work'), stopListening: note('requests'), close: note('database') })
    await expect(left).resolves.toEqual([])
    expect(order).toEqual(['work', 'requests', 'database'])
  })

  test.each([
    ['a carmaker that does not answer', { stopWork: never }, ['work'], 10],
    ['a request that does not end', { stopListening: never }, ['requests'], 2],
    ['a database that hangs', { close: never }, ['database'], 2],
    [
      'all of them',
      { stopWork: never, stopListening: never, close: never },
      ['work', 'requests', 'database'],
      14,
    ],
  ])('does not wait for ever: %s', async (_, hanging, names, seconds) => {
    const fine = { stopWork: () => Promise.resolve(), stopListening: () => Promise.resolve() }
    let left: readonly string[] | undefined
    void drain({ ...fine, close: () => Promise.resolve(), ...hanging }).then((late) => {
      left = late
    })
    await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1)
    expect(left).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    expect(left).toEqual(names)
  })

  test('goes on after a fault', async () => {
    const close = vi.fn(() => Promise.resolve())
    const stopWork = (): Promise<void> => Promise.reject(new Error('a tick failed'))
    await expect(drain({ stopWork, stopListening: () => Promise.resolve(), close })).resolves.toEqual([
      'work',
    ])
    expect(close).toHaveBeenCalledOnce()
  })
})
