import type { WorkersHealth } from '../control/worker-watch.ts'

/** Whether vehicles are looked after, for whoever is on call. */
export function healthDocument({ workers, silentSeconds, alert }: WorkersHealth, evacuating: boolean) {
  return {
    status: alert ? 'workers_silent' : evacuating ? 'evacuating' : 'ok',
    silentSeconds: Math.round(silentSeconds),
    evacuating,
    workers: workers.map((worker) => ({
      worker: worker.worker,
      startedAt: worker.startedAt,
      silentSeconds: Math.round(worker.silentSeconds),
    })),
  }
}
