import type { ConfigFault } from './config-error.ts'
import { envSchema, variables, type VariableName } from './env.ts'
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
  ]
  return faults.filter((fault) => fault !== false)
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
