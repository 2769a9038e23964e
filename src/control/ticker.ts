import schedule from 'node-schedule'

/** A timer that only ticks: what is due, and when, stands in the database. */
export interface Ticker {
  /** Ticks now, beside the timer. */
  poke(): void
  stop(): Promise<void>
}

/**
 * Calls `tick` every `seconds` (1 to 59), never twice at once: a tick that comes during another runs right after it.
 * `onFault` gets whatever `tick` throws; the ticker goes on.
 */
export function startTicker(options: {
  seconds: number
  tick: () => Promise<void>
  onFault: (error: unknown) => void
}): Ticker {
  const { seconds } = options
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 59)
    throw new RangeError(`${String(seconds)} seconds is not a tick: expected 1 to 59`)
  const runner = createRunner(options)
  const rule = { rule: `*/${String(seconds)} * * * * *`, tz: 'Etc/UTC' }
  const job = scheduled(rule, runner.run)
  job.on('error', options.onFault)
  return {
    poke: runner.run,
    stop: async () => {
      job.cancel()
      await runner.end()
    },
  }
}

/** node-schedule answers null for a rule it cannot read, which its types do not say. */
function scheduled(rule: { rule: string; tz: string }, run: () => void): schedule.Job {
  const made: unknown = schedule.scheduleJob(rule, run)
  if (made instanceof schedule.Job) return made
  throw new RangeError(`${rule.rule} is not a rule for a timer`)
}

function createRunner({ tick, onFault }: { tick: () => Promise<void>; onFault: (error: unknown) => void }): {
  run: () => void
  end: () => Promise<void>
} {
  let idle = Promise.resolve()
  const state = { again: false, over: false, running: false }
  const rounds = async (): Promise<void> => {
    state.running = true
    while (state.again && !state.over) {
      state.again = false
      try {
        await tick()
      } catch (error) {
        onFault(error)
      }
    }
    state.running = false
  }
  return {
    run: () => {
      state.again = true
      if (!state.running) idle = rounds()
    },
    end: async () => {
      state.over = true
      await idle
    },
  }
}
