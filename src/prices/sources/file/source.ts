import { readdir, readFile, stat } from 'node:fs/promises'
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { TimeZone } from '../../../base/local-time.ts'
import type { PriceDocument, PriceSource } from '../../port.ts'
import { type PriceFile, readPriceFiles } from '../../price-file.ts'
import { PriceFileError } from '../../price-file/findings.ts'
import type { PriceUnit } from '../../price-file/units.ts'
import type { Refusal } from '../../refusal.ts'
import { BIDDING_ZONES, type BiddingZone } from '../../zones.ts'
import { type DayAsked, priceFailure } from '../day-asked.ts'
import { mapDay } from './map.ts'

export interface PriceFilesOptions {
  /** A directory, or one file. Read anew at every request, so that a file put there later is found. */
  readonly path: string
  /** Whose prices they are, if the names of the files do not say it. */
  readonly zone?: BiddingZone | undefined
  /** Name of the column of prices, if a file has several. */
  readonly column?: string | undefined
  /** Of the prices, if no column's name tells it. */
  readonly unit?: PriceUnit | undefined
  /** Zone of local times without an offset. */
  readonly timeZone?: TimeZone | undefined
}

const NAME = 'file'

/**
 * Prices from CSV or JSON files a person or another program puts there; forms and repairs as in `docs/reference/cli.md`.
 *
 * A file tells its zone by its name, set apart by anything but letters and digits: `2026-01-23_NO4.json`, `SE4 2025.csv`.
 * One with the delivery day in its name counts for that day only; the others are taken together.
 *
 * @throws Error if `path` cannot be read, or names no zone and none is given
 */
export function createPriceFiles(options: PriceFilesOptions): PriceSource {
  const zones = zonesOf(options)
  return {
    name: NAME,
    origin: 'unknown',
    zones,
    async fetchDay(zone: BiddingZone, day: string): Promise<PriceDocument | 'not-published'> {
      const asked = { source: NAME, zone, day: z.iso.date().parse(day) }
      const files = await readFiles(await filesOf(options, asked), asked)
      if (files.length === 0) return 'not-published'
      return mapDay(readPrices(files, options, asked), asked)
    },
  }
}

function zonesOf({ path, zone }: PriceFilesOptions): readonly BiddingZone[] {
  if (zone !== undefined) return [zone]
  const names = statSync(path).isDirectory() ? readdirSync(path).filter(isPriceFile) : [basename(path)]
  const zones = BIDDING_ZONES.filter((one) => names.some((name) => isNamed(name, one)))
  if (zones.length > 0) return zones
  throw new Error(`${path} names no bidding zone: call a file e.g. "2026-01-23_NO4.json", or say the zone`)
}

async function filesOf(
  { path, zone: whose }: PriceFilesOptions,
  asked: DayAsked,
): Promise<readonly string[]> {
  const isDirectory = await readable(asked, async () => (await stat(path)).isDirectory())
  if (!isDirectory) return [path]
  const names = await readable(asked, () => readdir(path))
  const ofZone = names.filter(
    (name) => isPriceFile(name) && (whose !== undefined || isNamed(name, asked.zone)),
  )
  const ofDay = ofZone.filter((name) => name.includes(asked.day))
  const chosen = ofDay.length > 0 ? ofDay : ofZone.filter((name) => !/\d{4}-\d\d-\d\d/.test(name))
  return chosen.toSorted().map((name) => join(path, name))
}

async function readFiles(
  paths: readonly string[],
  asked: DayAsked,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  return readable(asked, () =>
    Promise.all(paths.map(async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') }))),
  )
}

/** Two files may say different things; which counts is for a person to decide, and the fault names both. */
function readPrices(
  files: readonly { readonly name: string; readonly text: string }[],
  { column, unit, timeZone }: PriceFilesOptions,
  asked: DayAsked,
): PriceFile {
  try {
    return readPriceFiles(files, { column, unit, timeZone })
  } catch (error) {
    if (!(error instanceof PriceFileError)) throw error
    const advice = 'Correct the file; it is read again at the next request'
    const found = listed(error.faults)
    const refusal: Refusal = { code: 'unreadable', found, expected: 'files without faults' }
    throw priceFailure(asked, { code: 'price-answer-unreadable', fault: found, advice, refusal })
  }
}

const MOST_LISTED = 3

function listed(faults: readonly string[]): string {
  const more = faults.length - MOST_LISTED
  return faults.slice(0, MOST_LISTED).join('; ') + (more > 0 ? `; and ${String(more)} more faults` : '')
}

/** A directory may be mounted late, so a fault of the disk is temporary. */
async function readable<Value>(asked: DayAsked, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw priceFailure(asked, {
      code: 'price-source-unreachable',
      fault: `the files cannot be read (${code})`,
    })
  }
}

function isPriceFile(name: string): boolean {
  return /\.(csv|json)$/i.test(name)
}

/** The zone's name as a word of its own: `NO1` is not in `NO10`. */
function isNamed(name: string, zone: BiddingZone): boolean {
  return new RegExp(`(^|[^a-z0-9])${zone}([^a-z0-9]|$)`, 'i').test(name)
}
