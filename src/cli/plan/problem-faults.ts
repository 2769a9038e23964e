import type { z } from 'zod'
import type { ProblemFault } from '../../planning/check-problem.ts'

/** What a schema has against a value, as faults of fields with dotted paths such as `slots[3].price`. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): readonly ProblemFault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, value))
}

function faultsOfIssue(issue: z.core.$ZodIssue, whole: unknown): readonly ProblemFault[] {
  const value = valueAt(whole, issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: pathOf([...issue.path, key]),
      value: shown(valueAt(value, [key])),
      expected: 'no such field',
    }))
  return [{ field: pathOf(issue.path), value: shown(value), expected: expectedBy(issue) }]
}

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isInstant(issue) ? AN_INSTANT : (KINDS.get(issue.expected) ?? issue.expected)
    case 'invalid_format':
      return FORMATS.get(issue.format) ?? issue.format
    case 'invalid_value':
      return issue.values.map(String).join(' or ')
    case 'too_small':
      return sizeWords(
        issue.origin,
        issue.inclusive === false ? 'more than' : 'at least',
        String(issue.minimum),
      )
    case 'too_big':
      return sizeWords(
        issue.origin,
        issue.inclusive === false ? 'less than' : 'at most',
        String(issue.maximum),
      )
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(expectedBy))].join(' or ')
    case 'unrecognized_keys':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message
  }
}

/** What is no text at all is told from a badly written instant by the schema, but not by whoever has to mend it. */
function isInstant({ expected, path }: z.core.$ZodIssueInvalidType): boolean {
  const last = path.at(-1)
  return expected === 'string' && typeof last === 'string' && INSTANTS.has(last)
}

const AN_INSTANT = 'an instant, ISO 8601 with Z or an offset'
const INSTANTS = new Set(['now', 'window_start', 'deadline', 'start', 'end', 'time', 'back'])
const KINDS: ReadonlyMap<string, string> = new Map([
  ['number', 'a finite number'],
  ['int', 'a whole number'],
  ['string', 'a text'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'an object'],
])
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['datetime', AN_INSTANT],
  ['date', 'a day, YYYY-MM-DD'],
])

function sizeWords(origin: string, relation: string, bound: string): string {
  return origin === 'array' ? `a list of ${relation} ${bound}` : `${relation} ${bound}`
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    return Object.entries(inner).find(([name]) => name === String(key))?.[1]
  }, value)
}

function pathOf(path: readonly PropertyKey[]): string {
  const joined = path
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key)}`))
    .join('')
  return joined === '' ? 'problem' : joined.replace(/^\./, '')
}

const MOST_CHARACTERS = 60

/** The value as JSON, cut short: a fault names its field, and the whole value stands there. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing'
  const text = JSON.stringify(value)
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
