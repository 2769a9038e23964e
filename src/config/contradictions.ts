import type { ConfigFault } from './config-error.ts'
import type { VariableName } from './env.ts'
import type { KnownVariable, KnownVariables } from './known-variables.ts'
import type { Settings } from './settings.ts'

/** What is set for a server and cannot all be true. `reason` is the variable that makes it a server. */
export function contradictions(settings: Settings, known: KnownVariables, reason: string): ConfigFault[] {
  const embedded = settings.DATABASE_URL === undefined
  const directory = settings.LADEPLAN_DATA_DIRECTORY
  const role = settings.LADEPLAN_ROLE
  const faults: (ConfigFault | false)[] = [
    embedded && directory === undefined && missingDatabase(reason),
    !embedded && directory !== undefined && twoDatabases(directory),
    embedded && settings.REDIS_URL !== undefined && redisAlone,
    embedded && role !== undefined && role !== 'all' && splitEmbedded(role),
    ...[...known.values()].map((variable) => strayed(variable, settings)),
    ...sourcesWithout(settings),
    ...brandsWithout(settings, known, reason),
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

/** Brands of which half is set; or all of the first brand's, if there is none at all. */
function brandsWithout(settings: Settings, known: KnownVariables, reason: string): ConfigFault[] {
  const brands = clientsIn(known)
  const begun = brands.filter((client) => client.some(({ name }) => settings[name] !== undefined))
  const needed = begun.length > 0 ? begun : brands.slice(0, 1)
  const why =
    begun.length > 0 ? 'the other half of the brand is set' : `${reason} is set, and with it server mode`
  const either = brands.map((client) => client.map(({ name }) => name).join(' and ')).join(', or ')
  const instead = begun.length > 0 ? '' : ` One brand is enough: ${either}.`
  return needed.flatMap((client) =>
    client
      .filter(({ name }) => settings[name] === undefined)
      .map(({ name, about, example }) => ({
        name,
        problem: `is missing: ${why}`,
        value: null,
        remedy: `${about} For example ${name}=${example}${instead}`,
      })),
  )
}

/** Client id and secret of each brand, in the order of the variables. */
function clientsIn(known: KnownVariables): readonly (readonly KnownVariable[])[] {
  const all = [...known.values()].filter(({ brand }) => brand !== null)
  return [...new Set(all.map(({ brand }) => brand))].map((brand) =>
    all.filter((one) => one.brand === brand && /_CLIENT_(ID|SECRET)$/.test(one.name)),
  )
}

function missingDatabase(reason: string): ConfigFault {
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

function strayed({ name, group }: KnownVariable, settings: Settings): ConfigFault | false {
  const value = settings[name]
  if (value === undefined || group !== 'sandbox') return false
  return { name, problem: 'belongs to the sandbox, but this is a server', value, remedy: `Unset ${name}.` }
}
