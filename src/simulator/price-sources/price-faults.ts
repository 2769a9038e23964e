import { z } from 'zod'
import { createArmedFaults } from '../armed-faults.ts'

export const PRICE_SOURCES = ['hvakosterstrommen', 'elprisetjustnu', 'entsoe', 'retailer-feed'] as const
export type PriceSourceName = (typeof PRICE_SOURCES)[number]

/** Faults of the whole answer. */
const ANSWERS = [
  /** The day is not there yet, whatever the clock says. */
  'late',
  /** 503, as during maintenance. */
  'down',
  'not-found',
  'rate-limited',
  'token-refused',
  /** A gateway's page instead of prices. */
  'html',
  /** No answer ever comes. */
  'silence',
  /** "No matching data" with status 200. ENTSO-E only. */
  'acknowledged-200',
  /** The same with status 400. ENTSO-E only. */
  'acknowledged-400',
  /** A question that is right is refused. ENTSO-E only. */
  'refused-400',
] as const
/** Faults of the prices in it. */
const CONTENTS = [
  /** Every row from local 02:00 on is an hour late, as hvakosterstrommen.no had 2024-10-27. */
  'shifted-hour',
  /** The hour from local 02:00 is zero and the rest an hour late, as ENTSO-E had BE on 2025-10-26. */
  'zeroed-hour',
  /** Euro under the name of the zone's currency. */
  'euro-labelled-local',
  /** Hundredths of the currency under its name. */
  'hundredfold',
  /** The last four hours are missing. */
  'partial',
  /** Every price is zero. */
  'zeros',
  /** The day before, under this day's name. */
  'copied',
] as const

export type AnswerFault = (typeof ANSWERS)[number]
export type ContentFault = (typeof CONTENTS)[number]
export type PriceFaultKind = AnswerFault | ContentFault

/** A fault to come. Without `source` or `zone` it hits any. `times: 0` disarms. */
export const priceFaultSchema = z.strictObject({
  kind: z.enum([...ANSWERS, ...CONTENTS]),
  source: z.enum(PRICE_SOURCES).optional(),
  zone: z.string().optional(),
  times: z.int().min(0).max(10_000).default(1),
})
export type PriceFault = z.infer<typeof priceFaultSchema>

export interface PriceFaults {
  arm(fault: PriceFault): void
  /** Uses up one firing of the first armed fault that hits this request. */
  take(source: PriceSourceName, zone: string): PriceFaultKind | undefined
  armed(): readonly PriceFault[]
  clear(): void
}

export function createPriceFaults(): PriceFaults {
  const faults = createArmedFaults<PriceFault>(
    (a, b) => a.kind === b.kind && a.source === b.source && a.zone === b.zone,
  )
  return { ...faults, take: (source, zone) => faults.take((one) => hits(one, source, zone))?.kind }
}

const ENTSOE_ONLY: readonly PriceFaultKind[] = ['acknowledged-200', 'acknowledged-400', 'refused-400']

function hits(fault: PriceFault, source: PriceSourceName, zone: string): boolean {
  if (ENTSOE_ONLY.includes(fault.kind) && source !== 'entsoe') return false
  return (fault.source ?? source) === source && (fault.zone ?? zone) === zone
}

export function isContentFault(kind: PriceFaultKind): kind is ContentFault {
  return CONTENTS.some((one) => one === kind)
}
