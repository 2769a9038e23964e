import axios, { type AxiosResponse } from 'axios'
import { isCredibleRate, type ExchangeRate } from '../../exchange-rate.ts'
import type { RateSource } from '../../import/work.ts'
import { PriceSourceError, type PriceSourceErrorCode } from '../../port.ts'
import type { Currency } from '../../zones.ts'
import { quotationsIn, ratePerEuro } from './map.ts'
import { ratesAnswerSchema } from './wire.ts'

export interface NorgesBankOptions {
  /** `https://data.norges-bank.no` if not given. */
  readonly baseUrl?: string | undefined
  /** For the whole answer, not for the pause between two bytes. */
  readonly timeoutMs?: number | undefined
}

const NAME = 'norges-bank'
const BASE_URL = 'https://data.norges-bank.no'
/** Prices wait for it, so it is given little time; without it the last known rate serves. */
const DEFAULT_TIMEOUT_MS = 5_000
const MOST_BYTES = 262_144

/**
 * Rates of exchange of Norges Bank (https://www.norges-bank.no/tema/Statistikk/apne-data/): one quotation a working day,
 * about 16:00, none at weekends and on holidays. Everything is quoted in kroner, so other currencies go by way of the krone.
 * No key. Norges Bank asks to be named as the source where its rates are shown.
 */
export function createNorgesBank(options: NorgesBankOptions = {}): RateSource {
  const { baseUrl = BASE_URL, timeoutMs = DEFAULT_TIMEOUT_MS } = options
  return {
    name: NAME,
    async fetchRate(currency: Currency): Promise<ExchangeRate> {
      const answer = await get(addressOf(baseUrl, currency), timeoutMs, currency)
      return rateIn(answer, currency)
    },
  }
}

function addressOf(baseUrl: string, currency: Currency): string {
  const series = currency === 'NOK' ? 'EUR' : `EUR+${currency}`
  const path = `/api/data/EXR/B.${series}.NOK.SP?format=sdmx-json&lastNObservations=1&locale=en`
  return `${baseUrl.replace(/\/+$/, '')}${path}`
}

async function get(address: string, timeoutMs: number, currency: Currency): Promise<AxiosResponse<string>> {
  try {
    const answer = await axios.get<string>(address, {
      signal: AbortSignal.timeout(timeoutMs),
      maxContentLength: MOST_BYTES,
      maxRedirects: 0,
      responseType: 'text',
      transformResponse: (body: string) => body,
      validateStatus: () => true,
      headers: { accept: 'application/json' },
    })
    if (answer.status === 200) return answer
    throw failure(currency, 'price-source-unavailable', `answered ${String(answer.status)}`)
  } catch (error) {
    if (error instanceof PriceSourceError) throw error
    const code = axios.isAxiosError(error) ? (error.code ?? '') : ''
    const late = ['ECONNABORTED', 'ETIMEDOUT', 'ERR_CANCELED'].includes(code)
    throw late
      ? failure(currency, 'price-source-timeout', 'no whole answer in time')
      : failure(currency, 'price-source-unreachable', 'no connection')
  }
}

function rateIn({ data }: AxiosResponse<string>, currency: Currency): ExchangeRate {
  const read = ratesAnswerSchema.safeParse(parsed(data))
  if (!read.success) {
    const [issue] = read.error.issues
    const place = issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.join('.')
    const fault = `the answer is not a table of rates: ${place}: ${issue?.message ?? 'unreadable'}`
    throw failure(currency, 'price-answer-unreadable', fault)
  }
  const found = ratePerEuro(quotationsIn(read.data), currency)
  if (found === null)
    throw failure(currency, 'price-answer-unreadable', 'the answer lacks the rate that was asked for')
  if (!isCredibleRate({ currency, rate: found.rate }))
    throw failure(
      currency,
      'prices-not-credible',
      `${String(found.rate)} ${currency} for one euro is no rate`,
    )
  return { currency, source: NAME, ...found }
}

/** `undefined` for what is not JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function failure(currency: Currency, code: PriceSourceErrorCode, fault: string): PriceSourceError {
  return new PriceSourceError({
    code,
    temporary: true,
    message: `Rate of exchange of ${currency} for one euro from ${NAME}: ${fault}. The last known rate serves; it is asked again with the next day of prices.`,
  })
}
