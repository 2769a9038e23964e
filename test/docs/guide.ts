/** A command of a guide, what is documented to come of it, and what of the answer later commands use. */
export interface Step {
  readonly command: string
  /** As it stands in the page; `undefined`: nothing is said of the answer. */
  readonly answer: string | undefined
  /** Names of variables with where in the answer they are, such as `items.0.id`. */
  readonly variables: readonly (readonly [name: string, path: string])[]
}

export interface Guide {
  /** Starts the service. */
  readonly service: string
  readonly steps: readonly Step[]
}

const BLOCK = /```([^\n]*)\n([^]*?)```|<!-- ([A-Z_]+ = [^>]*?) -->/g

/**
 * A how-to page as what is done and seen in it. Blocks `bash` are commands, `json`, `http` and `text return` what comes of the
 * last; a comment such as `<!-- VEHICLE = items.0.id -->` says what is used further down. `text return` is where a driver ends,
 * and has nothing to run.
 */
export function readGuide(page: string): Guide {
  let service = ''
  const steps: Step[] = []
  for (const [, kind, text = '', said] of page.matchAll(BLOCK)) {
    if (said !== undefined) amend(steps, (last) => ({ ...last, variables: variablesIn(said) }))
    else if (kind === 'bash service') service = text
    else if (kind === 'bash') steps.push({ command: text, answer: undefined, variables: [] })
    else if (kind === 'text return') steps.push({ command: '', answer: text, variables: [] })
    else amend(steps, (last) => ({ ...last, answer: text }))
  }
  return { service, steps }
}

function amend(steps: Step[], change: (last: Step) => Step): void {
  const last = steps.pop()
  if (last === undefined) throw new Error('The page tells an answer before any command')
  steps.push(change(last))
}

function variablesIn(said: string): Step['variables'] {
  return said.split(', ').map((one) => {
    const [name = '', path = ''] = one.split(' = ')
    return [name, path]
  })
}

/**
 * Where an answer is of another shape than is documented: members, their kinds, and the words of closed sets. Ids, instants,
 * figures and sentences may differ. `"…"` stands for members, or for the rest of a text, that are left out.
 */
export function differences(told: unknown, seen: unknown, at = ''): readonly string[] {
  if (Array.isArray(told) && Array.isArray(seen)) {
    if (told.length !== seen.length) return [`${at}: ${String(seen.length)} items`]
    return told.flatMap((one, index) => differences(one, seen[index], `${at}/${String(index)}`))
  }
  if (isObject(told) && isObject(seen)) return differentMembers(told, seen, at)
  return kindOf(told) === kindOf(seen) || isBegun(told, seen) ? [] : [`${at}: ${JSON.stringify(seen)}`]
}

function differentMembers(
  told: Readonly<Record<string, unknown>>,
  seen: Readonly<Record<string, unknown>>,
  at: string,
): readonly string[] {
  const names = Object.keys(told).filter((name) => name !== '…')
  const missing = names.filter((name) => !Object.hasOwn(seen, name)).map((name) => `${at}/${name}: missing`)
  const untold = Object.hasOwn(told, '…') ? [] : Object.keys(seen).filter((name) => !names.includes(name))
  const shared = names.filter((name) => Object.hasOwn(seen, name))
  return [
    ...missing,
    ...untold.map((name) => `${at}/${name}: not told`),
    ...shared.flatMap((name) => differences(told[name], seen[name], `${at}/${name}`)),
  ]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const UUID = /^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function kindOf(value: unknown): string {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value
  if (UUID.test(value)) return 'an id'
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value)) return 'an instant'
  if (/^\d+$/.test(value)) return 'digits'
  return /\s/.test(value) ? 'a sentence' : value
}

/** `http://localhost:8080/connect/77072673-…` is told of every link to such a page, whatever its id. */
function isBegun(told: unknown, seen: unknown): boolean {
  if (typeof told !== 'string' || typeof seen !== 'string' || !told.endsWith('…')) return false
  return seen.startsWith(told.replace(/[0-9a-f]{8}-…$|…$/, ''))
}

/** The text under a path such as `items.0.id`. */
export function textAt(document: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>(
      (found, name) =>
        Array.isArray(found) || isObject(found) ? new Map(Object.entries(found)).get(name) : undefined,
      document,
    )
  if (typeof value !== 'string') throw new Error(`The answer has no text at ${path}`)
  return value
}
