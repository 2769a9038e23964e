/** What a process has to end, in order; see {@link drain}. */
export interface Draining {
  /** Ends what ticks; resolves when what is under way is over. */
  readonly stopWork: () => Promise<void>
  /** Ends what listens; resolves when every request is answered. */
  readonly stopListening: () => Promise<void>
  /** Lets go of what is outside: hints and database. */
  readonly close: () => Promise<void>
}

/** What is under way has so long, ms: one pass with a carmaker that takes its time. */
const WORK_MS = 10_000
const ANSWERS_MS = 2_000
const CLOSE_MS = 2_000

/**
 * Ends a process in an order in which nothing is lost: no new work, then the end of what is under way, then the end of listening,
 * then the database. Whatever does not end in its time is left behind: leases run out by themselves, and a command whose answer
 * was not seen is read up before anything is sent again. Never longer than 14 s.
 *
 * @returns the names of what was left behind
 */
export async function drain({ stopWork, stopListening, close }: Draining): Promise<readonly string[]> {
  const late = [
    await isLate(stopWork, WORK_MS, 'work'),
    await isLate(stopListening, ANSWERS_MS, 'requests'),
    await isLate(close, CLOSE_MS, 'database'),
  ]
  return late.filter((name) => name !== null)
}

async function isLate(end: () => Promise<void>, ms: number, name: string): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(name)
    }, ms)
  })
  try {
    return await Promise.race([end().then(() => null), late])
  } catch {
    return name
  } finally {
    clearTimeout(timer)
  }
}
