import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfiguration } from './configuration.ts'
import type { Environment } from '../config/settings.ts'
import { type OpenDatabase, openEmbedded, openPostgres } from '../database/database.ts'
import type { LockHolder } from '../database/folder-lock.ts'

/** Where what the service has stored lies. */
export interface Place {
  /** Folder of an embedded database; `undefined`: as the service is configured. */
  readonly directory: string | undefined
  readonly environment: Environment
  readonly process: LockHolder
}

/** There is no database where one was looked for. */
export class NoDatabaseError extends Error {
  override name = 'NoDatabaseError'
}

/**
 * Opens the database of the service, as the service does: its schema is brought up to date.
 *
 * @throws NoDatabaseError if there is none: opening would make it, and a question must not leave an empty one behind
 * @throws FolderLockedError while a process uses the embedded database
 * @throws ConfigError if the service's configuration is wrong
 */
export async function openStored({ directory, environment, process }: Place): Promise<OpenDatabase> {
  if (directory !== undefined) return openFolder(directory, process)
  const { config, secrets } = readConfiguration(environment)
  return config.database.kind === 'embedded'
    ? openFolder(config.database.directory, process)
    : openPostgres({ url: secrets.databaseUrl?.reveal() ?? '' })
}

async function openFolder(directory: string, process: LockHolder): Promise<OpenDatabase> {
  if (!existsSync(join(directory, 'database')))
    throw new NoDatabaseError(`there is no database in ${directory}. Name its folder with --data.`)
  return openEmbedded({ directory, process })
}
