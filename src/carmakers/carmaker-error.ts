/** Stable codes; the API and the log know no others. */
export const CARMAKER_ERROR_CODES = [
  'carmaker-unreachable',
  'carmaker-timeout',
  'carmaker-unavailable',
  'carmaker-answer-unreadable',
  'rate-limited',
  'consent-revoked',
  'token-expired',
  'token-unreadable',
  'scope-missing',
  'client-misconfigured',
  'vehicle-gone',
  'vehicle-unsupported',
  'authorization-refused',
] as const
export type CarmakerErrorCode = (typeof CARMAKER_ERROR_CODES)[number]

export interface CarmakerErrorFacts {
  readonly code: CarmakerErrorCode
  /** Route template, never the address itself: addresses hold the VIN. */
  readonly route: string
  readonly status?: number | undefined
  readonly retryAfterSeconds?: number | undefined
  readonly temporary: boolean
  readonly mayHaveSucceeded: boolean
}

/**
 * A failed call to a carmaker. Made at the adapter from status and route alone: it holds no body, header, address or
 * the HTTP client's own error, since those carry tokens, VINs and positions.
 */
export class CarmakerError extends Error {
  override name = 'CarmakerError'
  readonly code: CarmakerErrorCode
  readonly route: string
  readonly status: number | undefined
  readonly retryAfterSeconds: number | undefined
  /** Trying again later may work without anybody doing anything. */
  readonly temporary: boolean
  /** The car may have acted although no answer was seen. */
  readonly mayHaveSucceeded: boolean

  constructor(facts: CarmakerErrorFacts) {
    super(
      `${facts.code}: ${facts.route}${facts.status === undefined ? '' : ` answered ${String(facts.status)}`}`,
    )
    this.code = facts.code
    this.route = facts.route
    this.status = facts.status
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.temporary = facts.temporary
    this.mayHaveSucceeded = facts.mayHaveSucceeded
  }
}

/**
 * The driver belongs to another region of the carmaker than was asked; nothing was tried. Where nobody can ask the right
 * one, it is the operator's to mend.
 */
export class OutOfRegionError extends CarmakerError {
  override name = 'OutOfRegionError'
  /** The region that the carmaker named, if it is one of those that are configured. */
  readonly region: string | null

  constructor(route: string, region: string | null) {
    super({
      code: 'client-misconfigured',
      route,
      status: 421,
      temporary: false,
      mayHaveSucceeded: false,
    })
    this.region = region
  }
}
