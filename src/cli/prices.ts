import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import type { Environment } from '../config/settings.ts'
import type { LockHolder } from '../database/folder-lock.ts'
import { PriceFileError } from '../prices/price-file/findings.ts'
import { zoneFacts } from '../prices/zones.ts'
import { AmbiguousPlaceError, UnknownPlaceError } from '../sites/place-errors.ts'
import { useTariffFile } from '../tariffs/shipped-tariffs.ts'
import { TariffDataError } from '../tariffs/tariff-file.ts'
import { type DayPrices, dayPrices, NoPricesError } from './prices/day-prices.ts'
import { readPricesOptions } from './prices/options.ts'
import { refusedText } from './prices/refused.ts'
import { pricesReport } from './prices/report.ts'
import { NoDatabaseError } from './stored-database.ts'
import { thisProcess } from './this-process.ts'

export const PRICES_HELP = `ladeplan prices: a day of day-ahead prices, and what a kWh costs at a site

  --zone ZONE          bidding zone: NO1 to NO5, SE1 to SE4, DK1, FI, DE-LU, …
  --day DAY            delivery day, YYYY-MM-DD
  --prices FILE        prices from a file, JSON or CSV; may be given more than
                       once. Otherwise the days that come with Ladeplan
  --postal-code CODE   where the site is; used once, kept nowhere
  --municipality N     the same by the number of the municipality
  --grid-company ID    whose grid tariff, as in data/tariffs/grid: noranett, …
  --tariff-file FILE   tariffs of zones outside Norway, as TARIFF_FILE names it
  --contract KIND      spot, spot-without-support, norgespris, fixed or
                       monthly-average (spot)
  --surcharge N        of the retailer, per kWh without VAT (0)
  --fixed-price N      of a fixed contract, per kWh without VAT
  --holiday-home       no strømstøtte, and the lower cap of Norgespris
  --lang nb|en         language of the output (en)
  --json               slots with their components as JSON, nothing else

ladeplan prices --refused [--zone ZONE] [--day DAY] [--source NAME] [--json]

  --refused            the newest 50 documents of prices that the service has
                       kept out, from its database: what was found, what was
                       expected, and when the zone is asked about again
  --source NAME        of this source only: entsoe, hvakosterstrommen, …
  --data DIR           the embedded database in this folder instead

Exit code 64: wrong usage; 65: prices that cannot be used, or a place that does
not tell the site; 66: no database; 78: the configuration is wrong, or the
embedded database is in use.`

/** EX_DATAERR and EX_NOINPUT of sysexits.h. */
const EXIT_DATA = 65

const EXIT_NO_INPUT = 66

/** What the command touches of the process. */
export interface PricesIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly environment: Environment
  readonly process: LockHolder
}

const processIo: PricesIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  environment: process.env,
  process: thisProcess,
}

/** Shows a day of prices, or the documents that were refused. @returns the exit code */
export async function prices(args: readonly string[], io: PricesIo = processIo): Promise<number> {
  try {
    io.out(`${args.includes('--refused') ? await refusedText(args, io) : dayText(args, io.environment)}\n`)
    return 0
  } catch (error) {
    if (error instanceof NoDatabaseError) {
      io.err(`Nothing can be looked up: ${error.message}\n`)
      return EXIT_NO_INPUT
    }
    if (!isBadInput(error)) throw error
    io.err(`${error.message}\n`)
    return EXIT_DATA
  }
}

/** @throws UsageError naming every option that is missing or wrong, and as {@link dayPrices} */
function dayText(args: readonly string[], environment: Environment): string {
  const request = readPricesOptions(args)
  useTariffFile(request.tariffFile ?? environment['TARIFF_FILE'] ?? null)
  const files = request.files.map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }))
  const day = dayPrices(request, files)
  return request.json ? JSON.stringify(documentOf(day), null, 2) : pricesReport(day).join('\n')
}

function isBadInput(error: unknown): error is Error {
  const isPlace = error instanceof AmbiguousPlaceError || error instanceof UnknownPlaceError
  const isFile = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  const isTable = error instanceof PriceFileError || error instanceof TariffDataError
  return error instanceof NoPricesError || isTable || isPlace || isFile
}

function documentOf({ request, slots, costed }: DayPrices) {
  const { zone, day } = request
  const site = costed && {
    county: costed.site.county,
    municipality: costed.site.municipality,
    gridCompany: costed.site.gridCompany,
    contract: costed.site.contract,
    gaps: costed.tariff.gaps,
  }
  return {
    zone,
    day,
    currency: zoneFacts(zone).currency,
    vatInPrices: false,
    slots,
    site,
    costs: costed?.costs ?? null,
  }
}
