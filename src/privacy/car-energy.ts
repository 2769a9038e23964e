import type { Interval } from '../base/interval.ts'
import type { Database, Trx } from '../database/database.ts'
import type { CarEnergy } from '../sites/base-load.ts'

const HOUR_MS = 3_600_000

/** What the cars of a site took by clock hour, as their charging sessions have it. */
export async function carEnergyOf(
  db: Database | Trx,
  siteId: string,
  { start, end }: Interval,
): Promise<CarEnergy> {
  const rows = await db
    .selectFrom('session_energy')
    .innerJoin('charging_session', 'charging_session.id', 'session_energy.session_id')
    .innerJoin('vehicle', 'vehicle.id', 'charging_session.vehicle_id')
    .select(['session_energy.starts_at', 'session_energy.ends_at', 'session_energy.energy_kwh'])
    .where('vehicle.site_id', '=', siteId)
    .where('session_energy.starts_at', '<', end)
    .where('session_energy.ends_at', '>', start)
    .execute()
  const energy = new Map<number, number>()
  for (const row of rows) {
    const from = row.starts_at.getTime()
    const to = row.ends_at.getTime()
    for (let hour = from - (from % HOUR_MS); hour < to; hour += HOUR_MS) {
      const share = (Math.min(to, hour + HOUR_MS) - Math.max(from, hour)) / (to - from)
      energy.set(hour, (energy.get(hour) ?? 0) + row.energy_kwh * share)
    }
  }
  return energy
}
