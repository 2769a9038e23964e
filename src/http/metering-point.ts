import type { Request, RequestHandler } from 'express'
import { holdsMeteringPoint } from '../sites/metering-point.ts'
import { ProblemError } from './problem.ts'

/**
 * Refuses a request that holds a metering point's id, wherever it stands: address, query, a value or the name of a member.
 * It leads to a household, and nothing here needs it.
 *
 * @throws ProblemError `metering-point-refused`, which does not repeat it
 */
export const refuseMeteringPoints: RequestHandler = (request, _response, next) => {
  if (holdsMeteringPoint(addressOf(request))) throw refused('the address')
  const pointer = pointerTo(request.body, '', 0)
  if (pointer !== undefined) throw refused('the body', pointer)
  next()
}

/** Percent-encoded digits are digits, also beside an escape that is none. */
function addressOf({ originalUrl }: Request): string {
  return originalUrl.replaceAll('+', ' ').replaceAll(/(?:%[0-9a-f]{2})+/gi, decoded)
}

function decoded(escapes: string): string {
  try {
    return decodeURIComponent(escapes)
  } catch {
    return escapes.replaceAll(/%[0-7][0-9a-f]/gi, decodeURIComponent)
  }
}

/** Nothing that is taken lies deeper than this. */
const DEEPEST = 12

/** Where in a body it stands, without any name that is one. */
function pointerTo(value: unknown, pointer: string, depth: number): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return holdsMeteringPoint(String(value)) ? pointer : undefined
  }
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return undefined
  for (const [name, member] of Object.entries(value)) {
    if (holdsMeteringPoint(name)) return pointer
    const found = pointerTo(member, `${pointer}/${name}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

function refused(where: string, pointer?: string): ProblemError {
  const message = `There is a metering point’s id (18 digits that begin with 7070575) in ${where}. It was not read any further. Leave it out; to have cars share a site send a reference of your own as site.reference.`
  return new ProblemError({
    code: 'metering-point-refused',
    detail: message,
    ...(pointer !== undefined && { errors: [{ pointer, message }] }),
  })
}
