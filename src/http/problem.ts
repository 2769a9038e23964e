import { ConflictError, NotFoundError } from '../base/errors.ts'
import { CarmakerError } from '../carmakers/carmaker-error.ts'
import { FlowRefusedError } from '../connections/oauth-flow.ts'
import { AmbiguousPlaceError, UnknownPlaceError } from '../sites/place-errors.ts'
import { bodyFault } from './body-fault.ts'
import { isProblemCode, PROBLEMS, type ProblemCode, type Resolution } from './problem-catalogue.ts'

/** One field that is not as it should be. */
export interface FieldFault {
  /** JSON Pointer into the body (RFC 6901), or the name of a query parameter or header. */
  readonly pointer: string
  /** Field, value and remedy in one sentence. */
  readonly message: string
  /** What was sent; left out where it could say who or where the driver is. */
  readonly value?: string | number | boolean | null | undefined
}

export interface ProblemFacts {
  readonly code: ProblemCode
  /** What happened this time, with the value and what to do. */
  readonly detail: string
  readonly errors?: readonly FieldFault[] | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Ends a request with a problem document. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly facts: ProblemFacts

  constructor(facts: ProblemFacts) {
    super(facts.code)
    this.facts = facts
  }
}

/** A problem document (RFC 9457) with our extension members. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: ProblemCode
  readonly resolution: Resolution
  readonly traceId: string
  readonly errors?: readonly FieldFault[] | undefined
}

export function problemDocument(facts: ProblemFacts, traceId: string): ProblemDocument {
  const { status, title, resolution } = PROBLEMS[facts.code]
  return {
    type: `/problems/${facts.code}`,
    title,
    status,
    detail: facts.detail,
    instance: `urn:uuid:${traceId}`,
    code: facts.code,
    resolution,
    traceId,
    ...(facts.errors === undefined ? {} : { errors: facts.errors }),
  }
}

/** What is told of an error that ended a request; `undefined` for one that nobody expected. */
export function problemOf(error: unknown): ProblemFacts | undefined {
  if (error instanceof ProblemError) return error.facts
  if (error instanceof NotFoundError) {
    return {
      code: 'not-found',
      detail: `No such ${error.what}. Check the id; one of another driver looks the same.`,
    }
  }
  if (error instanceof ConflictError) {
    return { code: isProblemCode(error.code) ? error.code : 'conflict', detail: error.message }
  }
  if (error instanceof UnknownPlaceError) return unknownPlace(error)
  if (error instanceof AmbiguousPlaceError) return ambiguousPlace(error)
  if (error instanceof FlowRefusedError) return { code: 'flow-refused', detail: error.message }
  if (error instanceof CarmakerError) return carmakerProblem(error)
  return bodyFault(error)
}

function unknownPlace({ message, what }: UnknownPlaceError): ProblemFacts {
  const pointer = what === 'municipality' ? '/site/municipality' : '/address/postalCode'
  return { code: 'unknown-place', detail: message, errors: [{ pointer, message }] }
}

/** One entry for each thing that is asked for, with what it may be. */
function ambiguousPlace({ message, candidates }: AmbiguousPlaceError): ProblemFacts {
  const asked: readonly (readonly [string, readonly string[]])[] = Object.entries(candidates)
  const errors: FieldFault[] = asked.map(([field, values]) => ({
    pointer: `/site/${field}`,
    message: `${field} is not told by the place: expected ${oneOf(field, values)}.`,
  }))
  return { code: 'place-ambiguous', detail: message, errors }
}

const ANY: Readonly<Record<string, string>> = {
  biddingZone: 'the bidding zone of the metering point, such as NO1',
  municipality: 'the four digits of the municipality, or an address with a postal code',
  gridCompany: 'the id of the grid company, such as noranett, or null if it is not known',
}

function oneOf(field: string, values: readonly string[]): string {
  if (values.length === 0) return ANY[field] ?? 'a value'
  // What is offered are those of the county; a company may be new, or nobody knows which it is.
  const more = field === 'gridCompany' ? '; another id, or null if it is not known' : ''
  return `one of: ${values.join(', ')}${more}`
}

/** Carmaker codes are problem codes: one missing from the catalogue does not compile. */
function carmakerProblem({ code, retryAfterSeconds }: CarmakerError): ProblemFacts {
  const { title, explanation } = PROBLEMS[code]
  const facts = { code, detail: `${title}. ${explanation}` }
  if (retryAfterSeconds === undefined) return facts
  return { ...facts, headers: { 'Retry-After': String(Math.ceil(retryAfterSeconds)) } }
}
