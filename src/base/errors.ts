/** Reached only if a union gained a member that a `switch` does not know: a compile error first, this at run time. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}

/** Nothing exists under the id asked for, or it is somebody else's. Both look the same from outside. */
export class NotFoundError extends Error {
  override name = 'NotFoundError'
  readonly what: string

  constructor(what: string) {
    super(`No such ${what}`)
    this.what = what
  }
}

/** The request contradicts the present state. `code` is a problem type of the API. */
export class ConflictError extends Error {
  override name = 'ConflictError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** The process has been told to end and takes no more work. */
export class StoppingError extends Error {
  override name = 'StoppingError'
}

/** The clock of the process is not the one that all processes go by. */
export class WrongClockError extends Error {
  override name = 'WrongClockError'
}
