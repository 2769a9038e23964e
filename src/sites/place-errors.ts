import type { PlaceCandidates, Resolution } from './resolve-site.ts'

/** There is no such place. The message never repeats what was sent. */
export class UnknownPlaceError extends Error {
  override name = 'UnknownPlaceError'
  readonly what: 'postal code' | 'municipality'

  constructor(what: 'postal code' | 'municipality') {
    super(
      what === 'postal code'
        ? 'This postal code is in no Norwegian municipality with a bidding zone. Correct it, or send biddingZone, municipality and gridCompany of the site instead.'
        : 'There is no municipality of this number. Send the four digits it has had since 2024-01-01.',
    )
    this.what = what
  }
}

/** The place is not enough to tell the site: what is asked for has to be sent along. Holds nothing of the address. */
export class AmbiguousPlaceError extends Error {
  override name = 'AmbiguousPlaceError'
  readonly candidates: PlaceCandidates

  constructor(candidates: PlaceCandidates) {
    super(`The place alone does not tell the site. Send along: ${Object.keys(candidates).join(', ')}.`)
    this.candidates = candidates
  }
}

/**
 * The site of a resolution.
 *
 * @throws UnknownPlaceError if there is no such place
 * @throws AmbiguousPlaceError if something has to be asked first
 */
export function requireSite(resolution: Resolution): Extract<Resolution, { kind: 'resolved' }>['site'] {
  switch (resolution.kind) {
    case 'resolved':
      return resolution.site
    case 'ambiguous':
      throw new AmbiguousPlaceError(resolution.candidates)
    case 'unknown':
      throw new UnknownPlaceError(resolution.what)
  }
}
