import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { biddingZoneSchema, type BiddingZone } from '../prices/zones.ts'
import { countySchema, type County } from '../tariffs/county.ts'

/** What is known of a place. Several of one kind, or none: not to be told from the place alone. */
export interface Place {
  /** Four digits, as numbered since 2024-01-01; the first two are the county. */
  readonly municipality: string
  readonly county: County
  readonly biddingZones: readonly BiddingZone[]
  /** Ids as in `data/tariffs/grid`. */
  readonly gridCompanies: readonly string[]
  /** All that it may be, to be offered to whoever is asked: those of the county where none is known. Never taken for the one. */
  readonly offeredGridCompanies: readonly string[]
}

/** Norway's municipalities, and its postal codes by municipality. */
export interface Places {
  byPostalCode(postalCode: string): Place | undefined
  byMunicipality(number: string): Place | undefined
}

const SHIPPED_PLACES = fileURLToPath(new URL('../../data/places', import.meta.url))
let shipped: Places | undefined

/** The places that come with the project, read once; the same folder seen from `src` and from `dist`. */
export function shippedPlaces(): Places {
  shipped ??= readPlaces(SHIPPED_PLACES)
  return shipped
}

/** @throws Error naming file and line if a row is not one of places, or rows are not in order */
export function readPlaces(directory: string): Places {
  const municipalities = new Map<string, Place>()
  const counties = readRows(join(directory, 'county-grid-companies.csv'), countyRowSchema)
  const ofCounty = new Map<string, readonly string[]>(counties.map((row) => [row.county, row.gridCompanies]))
  const rows = readRows(join(directory, 'municipalities.csv'), municipalitySchema)
  for (const { number, biddingZones, gridCompanies } of rows) {
    const county = countySchema.parse(number.slice(0, 2))
    const offered = gridCompanies.length > 0 ? gridCompanies : (ofCounty.get(county) ?? [])
    const place = { municipality: number, county, biddingZones, gridCompanies, offeredGridCompanies: offered }
    municipalities.set(number, place)
  }
  const runs = readRows(join(directory, 'postal-codes.csv'), runSchema)
  inOrder(runs)
  return {
    byMunicipality: (number) => municipalities.get(number),
    byPostalCode: (postalCode) => {
      const run = findRun(runs, postalCode)
      const place = run === undefined ? undefined : municipalities.get(run.municipality)
      if (place === undefined || run === undefined) return undefined
      return placeOf(run, place, ofCounty.get(place.county) ?? [])
    },
  }
}

const postalCode = z.string().regex(/^\d{4}$/)
const municipality = z.string().regex(/^\d{4}$/)
const list = z.string().transform((text) => text.split(';').filter((part) => part !== ''))
const zones = list.pipe(z.array(biddingZoneSchema))
const runSchema = z.strictObject({
  from: postalCode,
  to: postalCode,
  municipality,
  biddingZones: zones,
  gridCompanies: list,
})
const municipalitySchema = z.strictObject({
  number: municipality,
  name: z.string().min(1),
  biddingZones: zones.refine((all) => all.length > 0),
  gridCompanies: list,
})
const countyRowSchema = z.strictObject({
  county: countySchema,
  gridCompanies: list.refine((all) => all.length > 0),
})
type Run = z.infer<typeof runSchema>

/** Says in `postal-codes.csv` that the municipality's grid company is not the one there. */
const NOT_THE_MUNICIPALITYS = 'unknown'

function placeOf(run: Run, place: Place, ofCounty: readonly string[]): Place {
  const biddingZones = run.biddingZones.length > 0 ? run.biddingZones : place.biddingZones
  if (run.gridCompanies.length === 0) return { ...place, biddingZones }
  const own = run.gridCompanies.filter((id) => id !== NOT_THE_MUNICIPALITYS)
  const offeredGridCompanies = own.length > 0 ? own : ofCounty
  return { ...place, biddingZones, gridCompanies: own, offeredGridCompanies }
}

function readRows<Row>(path: string, schema: z.ZodType<Row>): Row[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = head.split(',')
  return lines.map((line, index) => {
    const values = line.split(',')
    const row = schema.safeParse(Object.fromEntries(names.map((name, at) => [name, values[at]])))
    if (row.success && values.length === names.length) return row.data
    throw new Error(
      `${path} line ${String(index + 2)} is not a row of places: restore it from the repository`,
    )
  })
}

function inOrder(runs: readonly Run[]): void {
  for (const [index, { from, to }] of runs.entries()) {
    const before = runs[index - 1]?.to ?? ''
    if (before < from && from <= to) continue
    throw new Error(`Postal codes ${from} to ${to} are out of order: restore postal-codes.csv`)
  }
}

/** By halving: the runs are in order and none overlaps another. */
function findRun(runs: readonly Run[], wanted: string): Run | undefined {
  if (!/^\d{4}$/.test(wanted)) return undefined
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle]?.to ?? '') < wanted) low = middle + 1
    else high = middle
  }
  const run = runs[low]
  return run !== undefined && run.from <= wanted ? run : undefined
}
