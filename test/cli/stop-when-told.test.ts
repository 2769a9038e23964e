import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { stopWhenTold } from '../../src/cli/stop-when-told.ts'

function running(close: () => Promise<readonly string[]>): {
  readonly tell: (signal: string) => void
  readonly exit: (code: number) => void
  readonly serviceStopped: (facts: { reason: string }) => void
} {
  const signals = new EventEmitter()
  const [exit, serviceStopped] = [vi.fn(), vi.fn()]
  const on = (signal: string, listener: () => void): unknown => signals.on(signal, listener)
  stopWhenTold({ on, exit }, { serviceStopped }, close)
  return { tell: (signal) => signals.emit(signal), exit, serviceStopped }
}

test.each(['SIGTERM', 'SIGINT'])('a process told to end (%s) does so once all is closed', async (signal) => {
  let allIsClosed = (): void => undefined
  const closed = new Promise<readonly string[]>((resolve) => {
    allIsClosed = () => {
      resolve([])
    }
  })
  const { tell, exit, serviceStopped } = running(() => closed)
  tell(signal)
  expect(exit).not.toHaveBeenCalled()
  allIsClosed()
  await vi.waitFor(() => {
    expect(exit).toHaveBeenCalledExactlyOnceWith(0)
  })
  expect(serviceStopped).toHaveBeenCalledExactlyOnceWith({ reason: signal })
})

test('says what it left behind, and ends as having failed', async () => {
  const { tell, exit, serviceStopped } = running(() => Promise.resolve(['work', 'database']))
  tell('SIGTERM')
  await vi.waitFor(() => {
    expect(exit).toHaveBeenCalledExactlyOnceWith(1)
  })
  expect(serviceStopped).toHaveBeenCalledExactlyOnceWith({
    reason: 'SIGTERM, left behind: work, database',
  })
})

test('told a second time while it drains, it ends at once and closes nothing twice', () => {
  const close = vi.fn(() => new Promise<never>(() => undefined))
  const { tell, exit } = running(close)
  tell('SIGTERM')
  expect(exit).not.toHaveBeenCalled()
  tell('SIGINT')
  expect(exit).toHaveBeenCalledExactlyOnceWith(130)
  expect(close).toHaveBeenCalledOnce()
})
