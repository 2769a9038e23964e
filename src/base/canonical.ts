import { createHash } from 'node:crypto'

/**
 * One text for one value, whatever order its fields were written in: keys sorted by UTF-16 code unit, no white space,
 * numbers as ECMAScript prints them (as RFC 8785 does), instants as ISO 8601 in UTC. Fields that are `undefined` are left
 * out.
 *
 * @throws RangeError for a number or instant that is none: it has no form that could be told from `null`.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`${String(value)} has no canonical form: expected a finite number`)
  }
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  return JSON.stringify(value ?? null)
}

/** SHA-256 of {@link canonicalJson}, hexadecimal. */
export function canonicalHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex')
}

function canonicalObject(value: object): string {
  const fields: [string, unknown][] = Object.entries(value)
  fields.sort(([a], [b]) => (a < b ? -1 : 1))
  let written = ''
  for (const [key, field] of fields) {
    if (field === undefined) continue
    written += `${written === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(field)}`
  }
  return `{${written}}`
}
