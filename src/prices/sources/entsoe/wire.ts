import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'
import { isWholeXml } from './whole-xml.ts'

/** What ENTSO-E answers: prices, or a reason why there are none. It uses either with any status. */
export type EntsoeAnswer =
  | { readonly kind: 'prices'; readonly document: PublicationDocument }
  | { readonly kind: 'acknowledgement'; readonly reasons: readonly Reason[] }

/** An interval as ENTSO-E writes it: UTC, seconds left out. */
const instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/, 'expected an instant in UTC, e.g. 2025-10-15T22:00Z')
  // The 30th of February would be taken for the 2nd of March.
  .refine(isInstant, 'no such instant')
  .transform((text) => new Date(text))
function isInstant(text: string): boolean {
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.replace(/Z$/, ''))
}

const whole = z
  .string()
  .regex(/^\d{1,6}$/, 'expected a whole number')
  .transform(Number)
const amount = z
  .string()
  .regex(/^[+-]?\d{1,9}(\.\d{1,12})?$/, 'expected a number with a decimal point')
  .transform(Number)

const pointSchema = z.object({ position: whole, 'price.amount': amount })
const periodSchema = z.object({
  timeInterval: z.object({ start: instant, end: instant }),
  resolution: z.string(),
  Point: z.array(pointSchema).default([]),
})
/** An element with nothing in it is an empty text. */
const period = z.union([periodSchema, z.literal('').transform(() => undefined)])
const seriesSchema = z.object({
  'in_Domain.mRID': z.string().optional(),
  'contract_MarketAgreement.type': z.string().optional(),
  'currency_Unit.name': z.string().optional(),
  'price_Measure_Unit.name': z.string().optional(),
  'classificationSequence_AttributeInstanceComponent.position': whole.optional(),
  curveType: z.string().optional(),
  Period: z.array(period).default([]),
})
const publicationSchema = z.object({ TimeSeries: z.array(seriesSchema).default([]) })
const reasonSchema = z.object({ code: z.string().default(''), text: z.string().default('') })
const acknowledgementSchema = z.object({ Reason: z.array(reasonSchema).min(1) })

export type PublicationDocument = z.infer<typeof publicationSchema>
export type TimeSeries = PublicationDocument['TimeSeries'][number]
export type Period = z.infer<typeof periodSchema>
export type Reason = z.infer<typeof reasonSchema>

/** The root element decides, never the status: "no data" comes with 200 and with 400. */
const answerSchema = z.union([
  z.object({ Publication_MarketDocument: publicationSchema }),
  z.object({ Acknowledgement_MarketDocument: acknowledgementSchema }),
])

const LISTS = ['TimeSeries', 'Period', 'Point', 'Reason']

/**
 * Namespaces are ignored: they name a version, and several are in use. Numbers stay text until their field is known.
 * Entities are not resolved, since prices need none.
 */
const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (name) => LISTS.includes(name),
})

/** The answer, `undefined` if it is neither document (HTML, nothing, half a document), or the fault of its form. */
export function readAnswer(xml: string): EntsoeAnswer | z.ZodError | undefined {
  const root = rootOf(xml)
  if (root === undefined) return undefined
  const read = answerSchema.safeParse(root)
  if (!read.success) return faultIn(root, read.error)
  return 'Publication_MarketDocument' in read.data
    ? { kind: 'prices', document: read.data.Publication_MarketDocument }
    : { kind: 'acknowledgement', reasons: read.data.Acknowledgement_MarketDocument.Reason }
}

function rootOf(xml: string): object | undefined {
  if (!isWholeXml(xml)) return undefined
  try {
    const root: unknown = parser.parse(xml)
    return typeof root === 'object' && root !== null ? root : undefined
  } catch {
    // It refuses names such as __proto__.
    return undefined
  }
}

/** The fault within the document it is, rather than that it is neither of two. */
function faultIn(root: object, neither: z.ZodError): z.ZodError | undefined {
  if ('Publication_MarketDocument' in root)
    return publicationSchema.safeParse(root.Publication_MarketDocument).error ?? neither
  if ('Acknowledgement_MarketDocument' in root)
    return acknowledgementSchema.safeParse(root.Acknowledgement_MarketDocument).error ?? neither
  return undefined
}
