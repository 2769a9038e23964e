import type { Trx } from '../database/database.ts'

/** A vehicle waits until its carmaker answers again; since when stays as it was first written. */
export async function saveWait(
  trx: Trx,
  { vehicleId, carmaker, since }: { vehicleId: string; carmaker: string; since: Date },
): Promise<void> {
  await trx
    .insertInto('carmaker_wait')
    .values({ vehicle_id: vehicleId, carmaker, since })
    .onConflict((conflict) => conflict.column('vehicle_id').doNothing())
    .execute()
}

/** The vehicles that wait for a carmaker wait no more. @returns them, those whose latest start is nearest first */
export async function endWaits(trx: Trx, carmaker: string): Promise<readonly string[]> {
  const rows = await trx
    .selectFrom('carmaker_wait')
    .leftJoin('intent', 'intent.vehicle_id', 'carmaker_wait.vehicle_id')
    .select('carmaker_wait.vehicle_id as id')
    .where('carmaker_wait.carmaker', '=', carmaker)
    .orderBy('intent.latest_start', (order) => order.asc().nullsLast())
    .orderBy('carmaker_wait.vehicle_id')
    .execute()
  await trx.deleteFrom('carmaker_wait').where('carmaker', '=', carmaker).execute()
  return rows.map(({ id }) => id)
}
