import { z } from 'zod'
import { RUN_LIMIT_RANGES } from './run-limits.ts'

/** What a variable is for; also the order in which the reference lists them. */
export const GROUPS = [
  'process',
  'database',
  'keys',
  'notice',
  'control',
  'carmaker',
  'prices',
  'sandbox',
] as const

export interface Variable {
  readonly group: (typeof GROUPS)[number]
  /** One sentence for the operator. */
  readonly about: string
  /** A value that would do, for the reference and for remedies. */
  readonly example: string
  /** Never shown. May also be given as `<NAME>_FILE`, the path of a file that holds the value. */
  readonly secret?: boolean
  /** What happens when it is not set, where that is not a plain default. */
  readonly otherwise?: string
}

/** What is known about each variable besides its type. */
export const variables = z.registry<Variable>()

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export const ROLES = ['all', 'api', 'worker'] as const
/** Evenings whose prices are shipped. */
export const SANDBOX_NIGHTS = ['2024-12-12', '2025-01-22'] as const

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const CONNECTION_STRING = 'expected a connection string'

const port = z.coerce.number('expected a port').int('expected a whole number').min(1, 'expected 1 to 65535')
export const tcpPort = port.max(65_535, 'expected 1 to 65535')
export const text = z.string().max(500, 'expected at most 500 characters')
export const pem = z
  .string()
  .max(20_000, 'expected at most 20000 characters')
  .regex(/^-----BEGIN CERTIFICATE-----/, 'expected certificates in PEM')
export const address = z
  .url('expected an address')
  .refine(isSafeAddress, 'expected https (http only on this machine)')
export const origin = address.refine(isOrigin, 'expected an address without path, query or user')
export const baseAddress = address.refine(isBase, 'expected an address without query, fragment or user')
export const domain = text.regex(
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  'expected a domain, such as charging.example.no',
)
/** Also an app's own scheme, which is a domain read backwards (RFC 8252 §7.1). */
export const returnAddress = z
  .string()
  .max(500, 'expected at most 500 characters')
  .refine(isReturnAddress, 'expected https, or the scheme of an app such as no.example.app:/connected')
export const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: `${CONNECTION_STRING} of PostgreSQL` })
export const redisUrl = z.url({ protocol: /^rediss?$/, error: `${CONNECTION_STRING} of Redis` })
export const list = text.transform((value) => value.split(',').flatMap((part) => part.trim() || []))
export const originList = list.pipe(z.array(origin))
const numberIn = ({ least, most }: { readonly least: number; readonly most: number }) => {
  const rule = `expected ${String(least)} to ${String(most)}`
  return z.coerce.number('expected a number').min(least, rule).max(most, rule)
}
export const speed = numberIn({ least: 1, most: 3600 })
export const maxStarts = numberIn(RUN_LIMIT_RANGES.maxStarts).int('expected a whole number')
export const minimumRunMinutes = numberIn(RUN_LIMIT_RANGES.minimumRunMinutes).int('expected a whole number')
export const startCost = numberIn(RUN_LIMIT_RANGES.startCostNok)
export const herdSeconds = numberIn({ least: 0, most: 1_800 }).int('expected a whole number')
export const drainSeconds = numberIn({ least: 0, most: 10 }).int('expected a whole number')
export const carsPerSecond = numberIn({ least: 0.1, most: 10_000 })
export const perUsd = numberIn({ least: 1, most: 100_000_000 })
export const usd = numberIn({ least: 0, most: 100_000 })
export const apiKey = z.string().min(32, 'expected at least 32 characters')
export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `expected ${values.join(', ')}`)

function isReturnAddress(value: string): boolean {
  return (
    isSafeAddress(value) ||
    (URL.canParse(value) && /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(new URL(value).protocol))
  )
}

/** Encrypted, unless it never leaves this machine. */
function isSafeAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname))
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { origin: own, username, password } = new URL(value)
  return (value === own || value === `${own}/`) && username === '' && password === ''
}

/** A path may be; requests are sent below it. */
function isBase(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { search, hash, username, password } = new URL(value)
  return search === '' && hash === '' && username === '' && password === '' && !/[?#]$/.test(value)
}
