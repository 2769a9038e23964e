/** A row of a dated table. Days are local days of Europe/Oslo, `YYYY-MM-DD`. */
export interface DatedRow {
  /** First day. */
  readonly validFrom: string
  /** The day after the last; `null` while no end is known. */
  readonly validTo: string | null
}

/** Rows in order of time, not overlapping. There is at least one. */
export type DatedRows<Row extends DatedRow> = readonly [Row, ...Row[]]

/** The row that holds on a day, or the nearest one. */
export interface FoundRow<Row> {
  readonly row: Row
  /** The day lies outside the row: it is carried on from before, or back from after. What is made of it is an estimate. */
  readonly carried: boolean
}

/**
 * The row for `day`. Of a day after the end of a row and before the next the row before it is carried on; before the first the
 * first is carried back. A driver gets a plan on a figure of last year sooner than none.
 */
export function rowOn<Row extends DatedRow>(rows: DatedRows<Row>, day: string): FoundRow<Row> {
  let row = rows[0]
  for (const next of rows) {
    if (next.validFrom > day) break
    row = next
  }
  return { row, carried: day < row.validFrom || (row.validTo !== null && row.validTo <= day) }
}

/** What is wrong with the order of rows, with the index of the row at fault; nothing if they are in order. */
export function orderFaults(
  rows: readonly DatedRow[],
): { readonly index: number; readonly message: string }[] {
  return rows.flatMap((row, index) => {
    const { validFrom, validTo } = row
    if (validTo !== null && validTo <= validFrom) {
      return [{ index, message: `ends ${validTo}, not after it begins ${validFrom}` }]
    }
    const before = rows[index - 1]
    if (before === undefined || (before.validTo !== null && before.validTo <= validFrom)) return []
    return [
      {
        index,
        message: `begins ${validFrom}, before the row before it ends (${before.validTo ?? 'no end given'})`,
      },
    ]
  })
}
