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

/** Bytes of memory that columns are cut from. */
const SLAB = 65_536
/** A column longer than this has memory of its own. */
const LARGEST_CUT = SLAB / 8
const ALIGNMENT = 8

const slab = { memory: new ArrayBuffer(SLAB), used: 0 }

/**
 * A new column of `size` zeros. A typed array with memory of its own costs more than to plan a slot (it lies outside the heap and
 * is registered with the collector one by one), so small ones are cut from a shared piece, which lives until the last of them is gone.
 */
export function numbers(size: number): Float64Array {
  const bytes = size * Float64Array.BYTES_PER_ELEMENT
  if (bytes > LARGEST_CUT) return new Float64Array(size)
  const offset = cutFromSlab(bytes)
  return new Float64Array(slab.memory, offset, size)
}

/** {@link numbers} for whole numbers. */
export function ids(size: number): Int32Array {
  const bytes = size * Int32Array.BYTES_PER_ELEMENT
  if (bytes > LARGEST_CUT) return new Int32Array(size)
  const offset = cutFromSlab(bytes)
  return new Int32Array(slab.memory, offset, size)
}

/** {@link numbers} for marks and codes below 256. */
export function marks(size: number): Uint8Array {
  if (size > LARGEST_CUT) return new Uint8Array(size)
  const offset = cutFromSlab(size)
  return new Uint8Array(slab.memory, offset, size)
}

/** A copy of a column, to be changed. */
export function copyOf(column: ArrayLike<number>): Float64Array {
  const copy = numbers(column.length)
  copy.set(column)
  return copy
}

/** @returns where in the slab, which may be a new one, so many bytes are free */
function cutFromSlab(bytes: number): number {
  if (slab.used + bytes > SLAB) {
    slab.memory = new ArrayBuffer(SLAB)
    slab.used = 0
  }
  const offset = slab.used
  slab.used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
  return offset
}
