import { expect } from 'vitest'
import { type PriceDocument, type PriceSource, PriceSourceError } from '../../../src/prices/port.ts'
import type { BiddingZone } from '../../../src/prices/zones.ts'

/** What came of a case, in the few words a case is written in. */
export interface Outcome {
  /** `published`, `not-published`, or the code of the error. */
  readonly came: string
  /** Why the document was kept out. */
  readonly refusal?: string
  readonly rest?: number
  /** Slots with a price of all slots, as `92/96`. */
  readonly slots?: string
  /** The first and the last price there is. */
  readonly ends?: readonly [number | undefined, number | undefined]
}

/** Asks a source for a day, and puts what came into words; anything that is no typed outcome is thrown. */
export async function outcomeOf(source: PriceSource, zone: BiddingZone, day: string): Promise<Outcome> {
  try {
    const document = await source.fetchDay(zone, day)
    return document === 'not-published' ? { came: 'not-published' } : told(document)
  } catch (error) {
    if (!(error instanceof PriceSourceError)) throw error
    for (const named of [zone, day, source.name]) expect(error.message).toContain(named)
    return {
      came: error.code,
      ...(error.refusal === undefined ? {} : { refusal: error.refusal.code }),
      ...(error.retryAfterSeconds === undefined ? {} : { rest: error.retryAfterSeconds }),
    }
  }
}

function told({ eurPerMwh, perKwh }: PriceDocument): Outcome {
  const column = eurPerMwh ?? perKwh ?? []
  const known = column.filter((price) => price !== null)
  return {
    came: 'published',
    slots: `${String(known.length)}/${String(column.length)}`,
    ends: [known[0], known.at(-1)],
  }
}

export const NOT_YET: Outcome = { came: 'not-published' }

export function day(slots: string, first: number, last: number): Outcome {
  return { came: 'published', slots, ends: [first, last] }
}

export function refused(refusal: string): Outcome {
  const isForm = refusal === 'unreadable' || refusal === 'broken-off'
  return { came: isForm ? 'price-answer-unreadable' : 'prices-not-credible', refusal }
}

export function failed(kind: string, rest?: number): Outcome {
  return { came: `price-source-${kind}`, ...(rest === undefined ? {} : { rest }) }
}
