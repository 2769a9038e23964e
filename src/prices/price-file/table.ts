/** A price file as rows of text, whatever it was written in. */
export interface Table {
  /** Name of the file. */
  readonly file: string
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
  /** Length of every row, if the file states it. */
  readonly minutes?: number
}

export interface TableRow {
  /** File and line, or file and number of the row: `prices.csv line 14`. */
  readonly line: string
  /** One for each column; empty where there is nothing. */
  readonly cells: readonly string[]
}
