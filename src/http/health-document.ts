import type { WorkersHealth } from '../control/worker-watch.ts'

/** Whether vehicles are looked after, for whoever is on call. */
export function healthDocument({ workers, silentSeconds, alert }: WorkersHealth, evacuating: boolean) {
  const status: 'ok' | 'evacuating' | 'workers_silent' = alert
    ? 'workers_silent'
    : evacuating
      ? 'evacuating'
      : 'ok'
  return {
    status,
    silentSeconds: Math.round(silentSeconds),
    evacuating,
    workers: workers.map((worker) => ({
      worker: worker.worker,
      startedAt: worker.startedAt,
      silentSeconds: Math.round(worker.silentSeconds),
    })),
  }
}
