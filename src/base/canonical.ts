import { createHash } from 'node:crypto'

/**
 * One text for one value, whatever order its fields were written in: keys sorted by UTF-16 code unit, no white space,
 * numbers as ECMAScript prints them (as RFC 8785 does), instants as ISO 8601 in UTC. Fields that are `undefined` are left
 * out.
 *
 * @throws RangeError for a number or instant that is none: it has no form that could be told from `null`.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  if (typeof value !== 'number') return JSON.stringify(value ?? null)
  if (Number.isFinite(value)) return String(value)
  throw new RangeError(`${String(value)} has no canonical form: expected a finite number`)
}

/** SHA-256 of {@link canonicalJson}, hexadecimal. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

function canonicalObject(value: object): string {
  if (value instanceof Date) return `"${value.toISOString()}"`
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const fields: Readonly<Record<string, unknown>> = { ...value }
  let written = ''
  for (const { key, label } of inOrder(Object.keys(value))) {
    const field = fields[key]
    if (field !== undefined) written += `${written === '' ? '' : ','}${label}${canonicalJson(field)}`
  }
  return `{${written}}`
}

interface Label {
  readonly key: string
  /** As it is written. */
  readonly label: string
}

/** The keys put in order last: lists hold objects of one form, and to sort their keys anew takes longer than to write them. */
const last: { keys: readonly string[]; sorted: readonly Label[] } = { keys: [], sorted: [] }

function inOrder(keys: readonly string[]): readonly Label[] {
  const isKnown = keys.length === last.keys.length && keys.every((key, index) => key === last.keys[index])
  if (isKnown) return last.sorted
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : 1))
  last.keys = keys
  last.sorted = sorted.map((key) => ({ key, label: `${JSON.stringify(key)}:` }))
  return last.sorted
}
