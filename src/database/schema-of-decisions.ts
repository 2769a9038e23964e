import type { ColumnType, Generated } from 'kysely'

/** What each car's control knew and decided. */
export interface DecisionTable {
  vehicle_id: string
  ordinal: Generated<number>
  decided_at: Date
  last_at: Date
  passes: Generated<number>
  sameness: string
  knew: ColumnType<unknown, string, never>
  decided: ColumnType<unknown, string, never>
  /** `null`: never again. */
  next_due: Date | null
  command_id: string | null
}
