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
  const runner = createRunner(options)
  const rule = { rule: `*/${String(options.seconds)} * * * * *`, tz: 'Etc/UTC' }
  // node-schedule answers null for a rule it cannot read, and ends the process when a job throws unheard.
  const job: schedule.Job | null = schedule.scheduleJob(rule, runner.run)
  if (job === null) throw new RangeError(`${String(options.seconds)} seconds is not a tick: expected 1 to 59`)
  job.on('error', options.onFault)
  return {
    poke: runner.run,
    stop: async () => {
      job.cancel()
      await runner.idle()
    },
  }
}

function createRunner({ tick, onFault }: { tick: () => Promise<void>; onFault: (error: unknown) => void }): {
  run: () => void
  idle: () => Promise<void>
} {
  let running: Promise<void> | undefined
  let again = false
  const rounds = async (): Promise<void> => {
    do {
      again = false
      await tick().catch(onFault)
    } while (again)
    running = undefined
  }
  return {
    run: () => {
      again = true
      running ??= rounds()
    },
    idle: async () => {
      await running
    },
  }
}
