/** What a process has to end, in order; see {@link drain}. */
export interface Draining {
  /** So long it goes on answering while it says that it is not ready, ms, 0 to 10,000: until balancers have seen it. */
  readonly noticeMs: number
  /** Ends what ticks; resolves when what is under way is over. */
  readonly stopWork: () => Promise<void>
  /** Ends what listens; resolves when every request is answered. */
  readonly stopListening: () => Promise<void>
  /** Lets go of what is outside: hints and database. */
  readonly close: () => Promise<void>
}

/** By when each has to be over, ms from the beginning. What is under way is one pass with a carmaker that takes its time. */
const WORK_MS = 10_000
const ANSWERS_MS = 12_000
const CLOSE_MS = 14_000

/**
 * Ends a process in an order in which nothing is lost: no new work, then the end of what is under way, then, once nobody sends
 * anything here any more, the end of listening, then the database. Whatever does not end in its time is left behind: leases run
 * out by themselves, and a command whose answer was not seen is read up before anything is sent again. Never longer than 14 s.
 *
 * @returns the names of what was left behind
 */
export async function drain({
  noticeMs,
  stopWork,
  stopListening,
  close,
}: Draining): Promise<readonly string[]> {
  const notice = timer(noticeMs)
  const [work, answers, closing] = [timer(WORK_MS), timer(ANSWERS_MS), timer(CLOSE_MS)]
  const lateWork = isLate(stopWork, work.over, 'work')
  await notice.over
  const late = [
    await lateWork,
    await isLate(stopListening, answers.over, 'requests'),
    await isLate(close, closing.over, 'database'),
  ]
  for (const { clear } of [work, answers, closing]) clear()
  return late.filter((name) => name !== null)
}

function timer(ms: number): { readonly over: Promise<void>; readonly clear: () => void } {
  let timeout: NodeJS.Timeout | undefined
  const over = new Promise<void>((resolve) => {
    timeout = setTimeout(resolve, ms)
  })
  return {
    over,
    clear: () => {
      clearTimeout(timeout)
    },
  }
}

async function isLate(end: () => Promise<void>, over: Promise<void>, name: string): Promise<string | null> {
  try {
    return await Promise.race([end().then(() => null), over.then(() => name)])
  } catch {
    return name
  }
}
