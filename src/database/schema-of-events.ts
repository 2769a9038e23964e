import type { ColumnType, Generated } from 'kysely'

/** Written with what it tells of; placed afterwards. */
export interface OutboxTable {
  id: string
  ordinal: Generated<number>
  /** `null`: the transaction is over, but nobody has asked yet. */
  position: Generated<number | null>
  /** `null`: about the service itself, or a carmaker. */
  vehicle_id: string | null
  type: string
  at: Date
  data: ColumnType<unknown, string, string>
}
