import { parseArgs } from 'node:util'
import { localDay, MARKET_TIME_ZONE } from '../../base/local-time.ts'
import { type BiddingZone, BIDDING_ZONES, biddingZoneSchema } from '../../prices/zones.ts'
import type { SiteFacts } from '../../sites/resolve-site.ts'
import { type Contract, DEFAULT_CONTRACT } from '../../tariffs/contract.ts'
import { LANGUAGES, type Language } from '../../texts/language.ts'
import { UsageError } from '../usage.ts'

/** What `ladeplan prices` is asked for. */
export interface PricesRequest {
  readonly zone: BiddingZone
  /** Delivery day, `YYYY-MM-DD`. */
  readonly day: string
  /** Price files; none: the days that come with the project. */
  readonly files: readonly string[]
  /** Where a kWh is to be costed; `null`: the spot price alone. */
  readonly site: { readonly facts: SiteFacts; readonly postalCode: string | undefined } | null
  /** Tariffs of other countries; `null`: the one of the configuration, if there is one. */
  readonly tariffFile: string | null
  readonly language: Language
  readonly json: boolean
}

const OPTIONS = {
  zone: { type: 'string' },
  day: { type: 'string' },
  prices: { type: 'string', multiple: true },
  'postal-code': { type: 'string' },
  municipality: { type: 'string' },
  'grid-company': { type: 'string' },
  'tariff-file': { type: 'string' },
  contract: { type: 'string' },
  surcharge: { type: 'string' },
  'fixed-price': { type: 'string' },
  'holiday-home': { type: 'boolean' },
  lang: { type: 'string' },
  json: { type: 'boolean' },
} as const
type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

const CONTRACTS = ['spot', 'spot-without-support', 'norgespris', 'fixed', 'monthly-average'] as const
type ContractName = (typeof CONTRACTS)[number]
const SITE_OPTIONS = ['postal-code', 'municipality', 'grid-company', 'tariff-file'] as const

/** @throws UsageError naming every option that is missing or wrong */
export function readPricesOptions(args: readonly string[]): PricesRequest {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const faults: string[] = []
  const zone = biddingZoneSchema.safeParse(values.zone)
  if (!zone.success) faults.push(`--zone: expected one of ${BIDDING_ZONES.join(', ')}`)
  const { day = '' } = values
  const language = LANGUAGES.find((each) => each === (values.lang ?? 'en'))
  if (!isDay(day)) faults.push('--day: expected a delivery day as YYYY-MM-DD, such as 2025-01-22')
  if (language === undefined) faults.push('--lang: expected nb or en')
  const contract = contractOf(values, faults)
  if (!zone.success || language === undefined || faults.length > 0) throw new UsageError(faults.join('\n'))
  return {
    zone: zone.data,
    day,
    ...filesOf(values),
    site: siteOf(values, zone.data, contract),
    language,
    json: values.json ?? false,
  }
}

function filesOf(values: Values): Pick<PricesRequest, 'files' | 'tariffFile'> {
  return { files: values.prices ?? [], tariffFile: values['tariff-file'] ?? null }
}

/** Whether a text is a delivery day there is. */
export function isDay(text: string): boolean {
  const isForm = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T12:00:00Z`))
  return isForm && localDay(new Date(`${text}T12:00:00Z`), MARKET_TIME_ZONE) === text
}

function siteOf(values: Values, zone: BiddingZone, contract: Contract): PricesRequest['site'] {
  if (SITE_OPTIONS.every((name) => values[name] === undefined)) return null
  const facts: SiteFacts = {
    biddingZone: zone,
    contract,
    municipality: values.municipality,
    gridCompany: values['grid-company'],
    isHolidayHome: values['holiday-home'],
  }
  return { facts, postalCode: values['postal-code'] }
}

function contractOf(values: Values, faults: string[]): Contract {
  const surcharge = amountOf(values.surcharge ?? '0', '--surcharge', faults)
  const fixed = values['fixed-price']
  const name = CONTRACTS.find((each) => each === (values.contract ?? 'spot'))
  if (name === undefined) faults.push(`--contract: expected one of ${CONTRACTS.join(', ')}`)
  if (name === 'fixed' && fixed === undefined) faults.push('--fixed-price: is missing for a fixed price')
  return made(name ?? 'spot', surcharge, amountOf(fixed ?? '0', '--fixed-price', faults))
}

function made(name: ContractName, surcharge: number, perKwh: number): Contract {
  switch (name) {
    case 'spot':
      return { ...DEFAULT_CONTRACT, kind: 'spot', surcharge, support: true }
    case 'spot-without-support':
      return { kind: 'spot', surcharge, support: false }
    case 'norgespris':
      return { kind: 'norgespris', surcharge }
    case 'fixed':
      return { kind: 'fixed', perKwh, support: false }
    case 'monthly-average':
      return { kind: 'monthly-average', monthMean: null, surcharge, support: false }
  }
}

/** Per kWh without VAT, in the currency of the zone. */
function amountOf(text: string, option: string, faults: string[]): number {
  const amount = Number(text)
  const isAmount = text.trim() !== '' && Math.abs(amount) <= 1000
  if (!isAmount) faults.push(`${option}: expected an amount per kWh without VAT, such as 0.04`)
  return isAmount ? amount : 0
}
