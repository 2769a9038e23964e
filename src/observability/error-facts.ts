/** What may be told of an error. */
export interface ErrorFacts {
  readonly name: string
  readonly code: string | null
  /** Route template. */
  readonly route: string | null
  readonly status: number | null
  /** Where in our own code it was thrown, innermost first: `control/loop.ts:42`. */
  readonly frames: readonly string[]
}

const NAME = /^[A-Za-z]{1,60}$/
const CODE = /^[A-Za-z0-9_-]{1,60}$/
const ROUTE = /^[A-Za-z0-9/_:{}.*\- ]{1,120}$/
const OWN_FRAME =
  /^ {4}at (?!.*\/node_modules\/).*\/(?:src|dist)\/([A-Za-z0-9/_-]{1,80}\.[jt]s:\d{1,6}):\d{1,6}\)?$/
const MOST_FRAMES = 6

/**
 * The harmless facts of whatever was thrown, picked one by one. The message is left out, and so are causes and all
 * other fields: those of HTTP and database clients quote bodies, headers, addresses and parameters.
 */
export function errorFacts(thrown: unknown): ErrorFacts {
  if (!(thrown instanceof Error))
    return { name: 'NotAnError', code: null, route: null, status: null, frames: [] }
  return {
    name: matching(field(thrown, 'name'), NAME) ?? 'Error',
    code: matching(field(thrown, 'code'), CODE),
    route: matching(field(thrown, 'route'), ROUTE),
    status: statusOf(field(thrown, 'status')),
    frames: framesOf(field(thrown, 'stack')),
  }
}

/** A getter may throw; then there is nothing to tell. */
function field(thrown: Error, name: string): unknown {
  try {
    const value: unknown = Reflect.get(thrown, name)
    return value
  } catch {
    return undefined
  }
}

function matching(value: unknown, pattern: RegExp): string | null {
  return typeof value === 'string' && pattern.test(value) ? value : null
}

function statusOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 100 && value <= 599 ? value : null
}

/** The stack begins with the message, so only lines of the exact form of a frame in our own code are taken. */
function framesOf(stack: unknown): string[] {
  if (typeof stack !== 'string') return []
  return stack
    .split('\n')
    .flatMap((line) => OWN_FRAME.exec(line)?.[1] ?? [])
    .slice(0, MOST_FRAMES)
}
