import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import process from 'node:process'
import { PriceFileError } from '../prices/price-file/findings.ts'
import { zoneFacts } from '../prices/zones.ts'
import { AmbiguousPlaceError, UnknownPlaceError } from '../sites/place-errors.ts'
import { type DayPrices, dayPrices, NoPricesError } from './prices/day-prices.ts'
import { readPricesOptions } from './prices/options.ts'
import { pricesReport } from './prices/report.ts'

export const PRICES_HELP = `ladeplan prices: a day of day-ahead prices, and what a kWh costs at a site

  --zone ZONE          bidding zone: NO1 to NO5, SE1 to SE4, DK1, FI, DE-LU, …
  --day DAY            delivery day, YYYY-MM-DD
  --prices FILE        prices from a file, JSON or CSV; may be given more than
                       once. Otherwise the days that come with Ladeplan
  --postal-code CODE   where the site is; used once, kept nowhere
  --municipality N     the same by the number of the municipality
  --grid-company ID    whose grid tariff, as in data/tariffs/grid: noranett, …
  --contract KIND      spot, spot-without-support, norgespris, fixed or
                       monthly-average (spot)
  --surcharge N        of the retailer, per kWh without VAT (0)
  --fixed-price N      of a fixed contract, per kWh without VAT
  --holiday-home       no strømstøtte, and the lower cap of Norgespris
  --lang nb|en         language of the output (en)
  --json               slots with their components as JSON, nothing else

Exit code 64: wrong usage; 65: prices that cannot be used, or a place that does
not tell the site.`

/** EX_DATAERR of sysexits.h. */
const EXIT_DATA = 65

export interface PricesIo {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

const processIo: PricesIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

/** Shows a day of prices. @returns the exit code */
export function prices(args: readonly string[], io: PricesIo = processIo): Promise<number> {
  // Nothing here waits, but a wrong usage has to reach the caller as a rejected promise.
  return Promise.resolve().then(() => {
    const request = readPricesOptions(args)
    try {
      const files = request.files.map((path) => ({ name: basename(path), text: readFileSync(path, 'utf8') }))
      const day = dayPrices(request, files)
      io.out(`${request.json ? JSON.stringify(documentOf(day), null, 2) : pricesReport(day).join('\n')}\n`)
      return 0
    } catch (error) {
      if (!isBadInput(error)) throw error
      io.err(`${error.message}\n`)
      return EXIT_DATA
    }
  })
}

function isBadInput(error: unknown): error is Error {
  const isPlace = error instanceof AmbiguousPlaceError || error instanceof UnknownPlaceError
  const isFile = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return error instanceof NoPricesError || error instanceof PriceFileError || isPlace || isFile
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
