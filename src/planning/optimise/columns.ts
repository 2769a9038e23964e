/**
 * Reads a column at a place that exists. A place that does not exist reads as NaN, so that a slip spoils every sum it
 * enters and no test can miss it.
 */
export function at(column: Float64Array, index: number): number {
  return column[index] ?? Number.NaN
}

/** The same for a column of whole numbers; -1 stands for a place that does not exist. */
export function idAt(column: Int32Array, index: number): number {
  return column[index] ?? -1
}

/** A column at least `size` long: the given one, or a longer one with the same beginning. */
export function room(column: Float64Array, size: number): Float64Array {
  if (column.length >= size) return column
  const longer = new Float64Array(Math.max(size, 2 * column.length))
  longer.set(column)
  return longer
}

/** {@link room} for whole numbers. */
export function idRoom(column: Int32Array, size: number): Int32Array {
  if (column.length >= size) return column
  const longer = new Int32Array(Math.max(size, 2 * column.length))
  longer.set(column)
  return longer
}
