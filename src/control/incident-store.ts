import { z } from 'zod'
import type { Database, Trx } from '../database/database.ts'
import { allOf, type Read, type RowKey } from '../database/reads.ts'
import { TROUBLE_CAUSES } from '../events/trouble-causes.ts'
import type { Incident } from './incident.ts'

const common = { id: z.string(), since: z.coerce.date(), told_at: z.coerce.date().nullable() }
const rowSchema = z
  .discriminatedUnion('kind', [
    z.object({
      ...common,
      kind: z.literal('trouble'),
      cause: z.enum(TROUBLE_CAUSES),
      desired: z.enum(['CHARGE', 'HOLD', 'RELEASE']),
    }),
    z.object({ ...common, kind: z.literal('late'), ready_by: z.coerce.date() }),
  ])
  .transform((row): Incident => {
    const { id, since, told_at: toldAt } = row
    if (row.kind === 'late') return { id, since, toldAt, kind: row.kind, readyBy: row.ready_by }
    return { id, since, toldAt, kind: row.kind, cause: row.cause, desired: row.desired }
  })

/** What is not over yet, told or not. */
export function openIncidentsRead(db: Database | Trx, vehicleId: RowKey): Read<readonly Incident[]> {
  const query = db
    .selectFrom('incident')
    .selectAll()
    .where('vehicle_id', '=', vehicleId)
    .where('over_at', 'is', null)
  return { query, from: allOf(rowSchema) }
}

/** A new incident, or what is new of a known one. */
export async function saveIncident(
  trx: Trx,
  vehicleId: string,
  incident: Incident,
  overAt: Date | null,
): Promise<void> {
  const trouble = incident.kind === 'trouble' ? incident : { cause: null, desired: null }
  const columns = { cause: trouble.cause, told_at: incident.toldAt, over_at: overAt }
  await trx
    .insertInto('incident')
    .values({
      id: incident.id,
      vehicle_id: vehicleId,
      kind: incident.kind,
      desired: trouble.desired,
      ready_by: incident.kind === 'late' ? incident.readyBy : null,
      since: incident.since,
      ...columns,
    })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
}

/** Drops incidents that were over before `instant`. */
export async function forgetIncidents(db: Database, instant: Date): Promise<void> {
  await db.deleteFrom('incident').where('over_at', '<', instant).execute()
}
