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
  const job = scheduled(rule, runner.run)
  if (job === undefined)
    throw new RangeError(`${String(options.seconds)} seconds is not a tick: expected 1 to 59`)
  job.on('error', options.onFault)
  return {
    poke: runner.run,
    stop: async () => {
      job.cancel()
      await runner.idle()
    },
  }
}

/** node-schedule answers null for a rule it cannot read, which its types do not say. */
function scheduled(
  rule: schedule.RecurrenceSpecObjLit | { rule: string; tz: string },
  run: () => void,
): schedule.Job | undefined {
  const made: unknown = schedule.scheduleJob(rule, run)
  return made instanceof schedule.Job ? made : undefined
}

function createRunner({ tick, onFault }: { tick: () => Promise<void>; onFault: (error: unknown) => void }): {
  run: () => void
  idle: () => Promise<void>
} {
  let running: Promise<void> | undefined
  const asked = { again: false }
  const rounds = async (): Promise<void> => {
    while (asked.again) {
      asked.again = false
      await tick().catch(onFault)
    }
    running = undefined
  }
  return {
    run: () => {
      asked.again = true
      running ??= rounds()
    },
    idle: async () => {
      await running
    },
  }
}
