import type { ConfigFault } from './config-error.ts'
import { envSchema, type VariableName } from './env.ts'
import { variables } from './env-fields.ts'
import { VARIABLE_NAMES, type Settings } from './settings.ts'

/** What is set for a server and cannot all be true. `reason` is the variable that makes it a server. */
export function contradictions(settings: Settings, reason: VariableName): ConfigFault[] {
  const embedded = settings.DATABASE_URL === undefined
  const directory = settings.LADEPLAN_DATA_DIRECTORY
  const role = settings.LADEPLAN_ROLE
  const faults: (ConfigFault | false)[] = [
    embedded && directory === undefined && missingDatabase(reason),
    !embedded && directory !== undefined && twoDatabases(directory),
    embedded && settings.REDIS_URL !== undefined && redisAlone,
    embedded && role !== undefined && role !== 'all' && splitEmbedded(role),
    ...VARIABLE_NAMES.map((name) => strayed(name, settings)),
    ...sourcesWithout(settings),
    ...brandsWithout(settings, reason),
  ]
  return faults.filter((fault) => fault !== false)
}

/** Sources of prices that are asked for, or begun, without what they need. */
function sourcesWithout(settings: Settings): (ConfigFault | false)[] {
  const asked = new Set((settings.PRICE_SOURCES ?? '').split(',').map((name) => name.trim()))
  const needs = (name: VariableName, because: string): ConfigFault | false =>
    settings[name] === undefined && {
      name,
      problem: `is missing: ${because}`,
      value: null,
      remedy: `Set ${name}, or unset what asks for it.`,
    }
  const feed = asked.has('retailer-feed') || settings.RETAILER_FEED_URL !== undefined
  return [
    asked.has('entsoe') && needs('ENTSOE_TOKEN', 'PRICE_SOURCES names entsoe'),
    asked.has('file') && needs('PRICE_FILES', 'PRICE_SOURCES names file'),
    asked.has('retailer-feed') && needs('RETAILER_FEED_URL', 'PRICE_SOURCES names retailer-feed'),
    feed && needs('RETAILER_FEED_TOKEN', "the retailer's feed is asked with it"),
  ]
}

/** Client id and secret of each, in the order of the variables. */
const BRANDS: readonly (readonly VariableName[])[] = VARIABLE_NAMES.filter((name) =>
  name.endsWith('_CLIENT_ID'),
).map((id) => VARIABLE_NAMES.filter((name) => name === id || name === id.replace(/_ID$/, '_SECRET')))

/** Brands of which half is set; or all of the first brand's, if there is none at all. */
function brandsWithout(settings: Settings, reason: VariableName): ConfigFault[] {
  const begun = BRANDS.filter((names) => names.some((name) => settings[name] !== undefined))
  const needed = begun.length > 0 ? begun : BRANDS.slice(0, 1)
  const why =
    begun.length > 0 ? 'the other half of the brand is set' : `${reason} is set, and with it server mode`
  const instead =
    begun.length > 0
      ? ''
      : ` One brand is enough: ${BRANDS.map((names) => names.join(' and ')).join(', or ')}.`
  return needed.flatMap((names) =>
    names
      .filter((name) => settings[name] === undefined)
      .map((name) => ({
        name,
        problem: `is missing: ${why}`,
        value: null,
        remedy: remedyFor(name) + instead,
      })),
  )
}

function remedyFor(name: VariableName): string {
  const { about = '', example = '' } = variables.get(envSchema.shape[name]) ?? {}
  return `${about} For example ${name}=${example}`
}

function missingDatabase(reason: VariableName): ConfigFault {
  return {
    name: 'DATABASE_URL',
    problem: `is missing: ${reason} is set, and with it server mode`,
    value: null,
    remedy:
      'Set it to a PostgreSQL, or set LADEPLAN_DATA_DIRECTORY to run one process on the embedded database.',
  }
}

function twoDatabases(directory: string): ConfigFault {
  return {
    name: 'LADEPLAN_DATA_DIRECTORY',
    problem: 'is set, and so is DATABASE_URL: only one database can be the record',
    value: directory,
    remedy: 'Unset one of the two.',
  }
}

const redisAlone: ConfigFault = {
  name: 'REDIS_URL',
  problem: 'is set but DATABASE_URL is not: several processes cannot share the embedded database',
  value: null,
  remedy: 'Set DATABASE_URL, or unset REDIS_URL.',
}

function splitEmbedded(role: string): ConfigFault {
  return {
    name: 'LADEPLAN_ROLE',
    problem: 'splits the work, but several processes cannot share the embedded database',
    value: role,
    remedy: 'Set DATABASE_URL, or unset LADEPLAN_ROLE.',
  }
}

function strayed(name: VariableName, settings: Settings): ConfigFault | false {
  const value = settings[name]
  if (value === undefined || variables.get(envSchema.shape[name])?.group !== 'sandbox') return false
  return { name, problem: 'belongs to the sandbox, but this is a server', value, remedy: `Unset ${name}.` }
}
