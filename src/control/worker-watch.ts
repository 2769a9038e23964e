import type { Clock } from '../base/clock.ts'
import type { Database } from '../database/database.ts'
import type { BusinessEvents } from '../observability/business-events.ts'
import { isEvacuating } from './evacuation-store.ts'
import { beat, findWorkers, type Worker } from './heartbeat-store.ts'
import { tellReturn } from './service-news.ts'

/** No worker heard for so long is an alert: the slack before a latest start is an hour, and people need some of it. */
export const ALERT_SECONDS = 180
/** A worker is heard so often at most; it ticks more often. */
const BEAT_SECONDS = 10

/** Whether anybody looks after vehicles. */
export interface WorkersHealth {
  readonly workers: readonly Worker[]
  /** Since the last worker was heard; since the question was first asked, if none ever was. */
  readonly silentSeconds: number
  readonly alert: boolean
}

/** Says that this process works, at most every {@link BEAT_SECONDS}. */
export function createHeartbeat(
  deps: { readonly db: Database; readonly clock: Clock; readonly processClock: Clock },
  worker: string,
): () => Promise<void> {
  let next = 0
  return async () => {
    const now = deps.processClock.now().getTime()
    if (now < next) return
    // While this one is heard there is no silence to look for.
    if (now > next + ALERT_SECONDS * 1_000) await endSilence(deps)
    next = now + BEAT_SECONDS * 1_000
    await beat(deps.db, worker)
  }
}

async function endSilence(deps: { readonly db: Database; readonly clock: Clock }): Promise<void> {
  const [last] = await findWorkers(deps.db)
  if (last === undefined || last.silentSeconds <= ALERT_SECONDS) return
  const to = new Date(last.seenAt.getTime() + last.silentSeconds * 1_000)
  await tellReturn(deps, { from: last.seenAt, to })
}

/** Whether nobody looks after vehicles any more. Before a worker was ever heard it is not known, and not said. */
export async function isServiceSilent(db: Database): Promise<boolean> {
  const [last] = await findWorkers(db)
  return last !== undefined && last.silentSeconds > ALERT_SECONDS
}

/** A worker that was not heard for so long takes no share of a carmaker's rate. */
const SHARING_SECONDS = 60

/** The processes that call carmakers now: the workers, this one among them, and the one that evacuates while there is an evacuation. */
export async function countCallers(db: Database): Promise<number> {
  const workers = await findWorkers(db)
  const heard = workers.filter(({ silentSeconds }) => silentSeconds < SHARING_SECONDS).length
  return heard + ((await isEvacuating(db)) ? 1 : 0)
}

/** Asks whether anybody looks after vehicles. Process time is real, like the clock of the database. */
export function createWorkerWatch({
  db,
  processClock,
}: {
  readonly db: Database
  readonly processClock: Clock
}): () => Promise<WorkersHealth> {
  const since = processClock.now().getTime()
  return async () => {
    const workers = await findWorkers(db)
    const silentSeconds = workers[0]?.silentSeconds ?? (processClock.now().getTime() - since) / 1_000
    return { workers, silentSeconds, alert: silentSeconds > ALERT_SECONDS }
  }
}

type Told = Pick<BusinessEvents, 'workersHeard' | 'workersSilent' | 'workersBack'>

/** Tells of silence once, and of its end. Any process can listen, best one that is no worker. */
export function createWorkerAlert(
  watch: () => Promise<WorkersHealth>,
  events: Told,
  tell: (since: Date) => Promise<void>,
): () => Promise<void> {
  let told = false
  return async () => {
    const { silentSeconds, alert, workers } = await watch()
    const facts = { seconds: Math.round(silentSeconds) }
    events.workersHeard({ silentSeconds })
    if (alert && !told) {
      events.workersSilent(facts)
      const [last] = workers
      if (last !== undefined) await tell(last.seenAt)
    }
    if (!alert && told) events.workersBack(facts)
    told = alert
  }
}
