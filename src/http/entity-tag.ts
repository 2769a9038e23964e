import type { Request } from 'express'
import { ProblemError } from './problem.ts'

/** A strong entity tag (RFC 9110 §8.8.3). */
export function entityTag(value: string | number): string {
  return `"${String(value)}"`
}

/**
 * The change may be made to the representation with this tag only (RFC 9110 §13.1.1).
 *
 * @throws ProblemError `precondition-required` without If-Match, `precondition-failed` if it names another version
 */
export function requireMatch(request: Request, current: string): void {
  const given = request.get('if-match')
  if (given === undefined) {
    const message = 'If-Match is missing: read the resource first and send its ETag.'
    const errors = [{ pointer: 'If-Match', message }]
    throw new ProblemError({ code: 'precondition-required', detail: message, errors })
  }
  if (given.trim() === '*' || tagsIn(given).includes(current)) return
  throw staleTag(given)
}

/** The change came too late: somebody else's was first. */
export function staleTag(given: string): ProblemError {
  const value = given.slice(0, 60)
  const message = `If-Match is ${value}, which is not the present version: read the resource again and send its ETag.`
  return new ProblemError({
    code: 'precondition-failed',
    detail: message,
    errors: [{ pointer: 'If-Match', message, value }],
  })
}

/** Whether the caller has this representation already (If-None-Match compares weakly). */
export function isKnown(request: Request, current: string): boolean {
  const given = request.get('if-none-match') ?? ''
  return given.trim() === '*' || tagsIn(given.replaceAll('W/', '')).includes(current)
}

function tagsIn(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}
