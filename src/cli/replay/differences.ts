/** A field in which two documents differ; `undefined`: it is not there. */
export interface Difference {
  /** Path of the field, e.g. `blocks[0].cost`. */
  readonly field: string
  readonly stored: unknown
  readonly replayed: unknown
}

export interface Comparison {
  /** Values looked at. */
  readonly compared: number
  readonly differences: readonly Difference[]
}

/** Compares two documents value by value, as JSON has them: instants as text, numbers to the last digit. */
export function compare(stored: object, replayed: object): Comparison {
  const pairs = pairsOf({ field: '', stored: asJson(stored), replayed: asJson(replayed) })
  return { compared: pairs.length, differences: pairs.filter((pair) => pair.stored !== pair.replayed) }
}

/** All values of both documents, each beside the other's. What only one of them has stands there whole. */
function pairsOf(pair: Difference): Difference[] {
  const stored = fieldsOf(pair.stored)
  const replayed = fieldsOf(pair.replayed)
  if (stored === null || replayed === null) return [pair]
  const names = [...new Set([...stored.keys(), ...replayed.keys()])]
  return names.flatMap((name) => {
    const field = name.startsWith('[') || pair.field === '' ? `${pair.field}${name}` : `${pair.field}.${name}`
    return pairsOf({ field, stored: stored.get(name), replayed: replayed.get(name) })
  })
}

function fieldsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null
  const fields: [string, unknown][] = Object.entries(value)
  return new Map(Array.isArray(value) ? fields.map(([index, item]) => [`[${index}]`, item]) : fields)
}

function asJson(document: object): unknown {
  return JSON.parse(JSON.stringify(document))
}
