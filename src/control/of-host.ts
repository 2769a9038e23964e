import { sql, type RawBuilder } from 'kysely'
import type { Host } from '../carmakers/host.ts'

/**
 * Whether what a table tells is about a host. Rows that name no region are of a brand without regions, or were written before regions were told
 * apart, and may be about any of them.
 */
export function isOfHost(
  table: 'carmaker_outage' | 'carmaker_wait',
  { carmaker, region }: Host,
): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql<boolean>`(${column('carmaker')} = ${carmaker}
    and (${column('region')} is null or ${column('region')} = ${region}::text))`
}
