import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { z } from 'zod'
import { dayByHand, type DayByHand } from './calendar-by-hand.ts'

/**
 * The cost of a kWh reckoned a second time, from the laws and price sheets, in øre. It shares no code with `src/tariffs`: national
 * figures are written out here, grid companies are read as they publish. Formulas: FOR-2025-09-08-1791 and LOV-2025-06-20-44.
 */
export interface Household {
  /** The name of the grid company's file. */
  readonly company: string
  readonly group: 'husholdning' | 'fritid'
  readonly county: string
  readonly municipality: string
  readonly contract: ContractByHand
  /** kWh used in the month of the hour, known before it begins. */
  readonly usedKwh: number
}

export type ContractByHand =
  | { readonly kind: 'spot'; readonly surcharge: number; readonly support: boolean }
  | { readonly kind: 'norgespris'; readonly surcharge: number }
  | { readonly kind: 'fixed'; readonly price: number; readonly support: boolean }
  | { readonly kind: 'average'; readonly mean: number; readonly surcharge: number; readonly support: boolean }

const fileSchema = z.object({
  tariffer: z.array(
    z.object({
      kundegrupper: z.array(z.string()),
      gyldig_fra: z.string(),
      gyldig_til: z.string().optional(),
      energiledd: z.object({
        grunnpris: z.number(),
        unntak: z
          .array(
            z.object({
              pris: z.number(),
              timer: z.string().optional(),
              dager: z.array(z.string()).optional(),
              måneder: z.array(z.string()).optional(),
            }),
          )
          .optional(),
      }),
      fastledd: z.object({
        metode: z.string(),
        terskel_inkludert: z.boolean(),
        terskler: z.array(z.object({ terskel: z.number(), pris: z.number() })),
      }),
    }),
  ),
})
export type PublishedByHand = z.infer<typeof fileSchema>['tariffer'][number]

const GRID = fileURLToPath(new URL('../../../data/tariffs/grid', import.meta.url))
const published = new Map(
  readdirSync(GRID).map((file) => {
    const { tariffer } = fileSchema.parse(parse(readFileSync(`${GRID}/${file}`, 'utf8')))
    return [file.replace('.yml', ''), tariffer] as const
  }),
)
export const COMPANIES = [...published.keys()]

/** Area Nett has had one price sheet for all holiday homes since 2026. */
const HOLIDAY_HOMES_ELSEWHERE = ['area-lega', 'area-luostejok', 'area-nettinord']

export function sheetsOf(company: string, group: string): PublishedByHand[] {
  const own = published.get(company) ?? []
  const moved = group === 'fritid' && HOLIDAY_HOMES_ELSEWHERE.includes(company)
  const all = moved ? [...own, ...(published.get('area-alle') ?? [])] : own
  return all.filter(({ kundegrupper }) => kundegrupper.includes(group))
}

/** The price sheet of a day: the newest that has begun, or the oldest if none has. `inForce`: it holds on the day. */
export function sheetOn(company: string, group: string, day: string) {
  const sheets = sheetsOf(company, group)
  const begun = sheets.filter(({ gyldig_fra: from }) => from <= day)
  const byStart = (begun.length > 0 ? begun : sheets).toSorted((a, b) =>
    a.gyldig_fra.localeCompare(b.gyldig_fra),
  )
  const sheet = begun.length > 0 ? byStart.at(-1) : byStart[0]
  if (sheet === undefined) return undefined
  const ended = sheet.gyldig_til !== undefined && sheet.gyldig_til !== '' && sheet.gyldig_til <= day
  return { sheet, inForce: begun.length > 0 && !ended }
}

export interface CostByHand {
  /** øre per kWh, with VAT. */
  readonly ore: number
  readonly isEstimate: boolean
}

/** What a kWh costs in the hour that begins at an instant, at a mean spot price of the hour in øre without VAT. */
export function costByHand(household: Household, instant: Date, spot: number): CostByHand {
  const day = dayByHand(instant)
  const found = sheetOn(household.company, household.group, day.date)
  if (found === undefined) throw new Error(`${household.company} has no sheet for ${household.group}`)
  const grid = gridCharge(found.sheet, day) + electricityTax(household, day.date) + 1
  const vat = vatOf(household.county)
  const energy = energyOf(household, day.date, spot)
  const isEstimate = !found.inForce || (day.date >= '2027-01-01' && dependsOnYear(household))
  return { ore: energy(vat) + grid * (1 + vat), isEstimate }
}

/** 2027's electricity tax, threshold and level are not known. */
function dependsOnYear(household: Household): boolean {
  if (!isTaxFree(household)) return true
  const { contract, group } = household
  return contract.kind === 'norgespris' || (contract.support && group === 'husholdning')
}

/** The energy invoice with VAT, less what the state pays. */
function energyOf(
  { contract, group, usedKwh }: Household,
  date: string,
  spot: number,
): (vat: number) => number {
  const supported = group === 'husholdning' && usedKwh < 5000
  const threshold = date < '2025-01-01' ? 73 : date < '2026-01-01' ? 75 : 77
  const support = supported ? 0.9 * Math.max(0, spot - threshold) : 0
  const spotWithVat = (vat: number) => (spot < 0 ? spot : spot * (1 + vat))
  switch (contract.kind) {
    case 'spot':
      return (vat) => spotWithVat(vat) + (contract.surcharge - (contract.support ? support : 0)) * (1 + vat)
    case 'norgespris': {
      const holds = usedKwh < (group === 'fritid' ? 1000 : 5000)
      return (vat) => (holds ? 40 * (1 + vat) : spotWithVat(vat)) + contract.surcharge * (1 + vat)
    }
    case 'fixed':
      return (vat) => (contract.price - (contract.support ? support : 0)) * (1 + vat)
    case 'average':
      return (vat) => (contract.mean + contract.surcharge - (contract.support ? support : 0)) * (1 + vat)
  }
}

function vatOf(county: string): number {
  return ['18', '55', '56'].includes(county) ? 0 : 0.25
}

/** Karlsøy, Lyngen, Storfjord, Kåfjord, Skjervøy, Nordreisa, Kvænangen. */
const TAX_FREE_MUNICIPALITIES = ['5534', '5536', '5538', '5540', '5542', '5544', '5546']

function isTaxFree({ county, municipality }: Household): boolean {
  return county === '56' || TAX_FREE_MUNICIPALITIES.includes(municipality)
}

function electricityTax(household: Household, date: string): number {
  if (isTaxFree(household)) return 0
  if (date >= '2026-01-01') return 7.13
  if (date >= '2025-10-01') return 12.53
  if (date >= '2025-04-01') return 16.93
  if (date >= '2025-01-01') return 9.79
  return date >= '2024-04-01' ? 16.44 : 9.51
}

function gridCharge({ energiledd }: PublishedByHand, day: DayByHand): number {
  const exceptions = energiledd.unntak ?? []
  const holding = exceptions.find(({ timer, dager, måneder }) => {
    const inHours = timer === undefined || hoursNamed(timer).includes(day.hour)
    const inMonth = måneder === undefined || måneder.includes(day.monthName)
    return inHours && inMonth && (dager === undefined || dager.some((name) => day.names.includes(name)))
  })
  return holding?.pris ?? energiledd.grunnpris
}

/** `22-5` is 22, 23, 0, 1, 2, 3, 4, 5. */
function hoursNamed(timer: string): number[] {
  const [first = 0, last = 0] = timer.split('-').map(Number)
  const hours = [first]
  for (let hour = first; hour !== last; hours.push(hour)) hour = hour === 23 ? 0 : hour + 1
  return hours
}

/** Kroner of a month for the mean of its three highest days, with VAT; `undefined` where peaks are charged in another way. */
export function capacityByHand({ company, group, county }: Household, day: string, peaks: readonly number[]) {
  const found = sheetOn(company, group, day)
  if (found?.sheet.fastledd.metode !== 'TRE_DØGNMAX_MND') return undefined
  const { terskler, terskel_inkludert: onLimitIsAbove } = found.sheet.fastledd
  const mean =
    peaks
      .toSorted((x, y) => y - x)
      .slice(0, 3)
      .reduce((sum, peak) => sum + peak, 0) / 3
  const reached = terskler.filter(
    ({ terskel }) => terskel === 0 || (onLimitIsAbove ? mean >= terskel : mean > terskel),
  )
  return ((reached.at(-1)?.pris ?? 0) / 12) * (1 + vatOf(county))
}
