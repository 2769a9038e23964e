import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readConfig } from '../../config/config.ts'
import type { Environment } from '../../config/settings.ts'
import { planById } from '../../control/plan-store.ts'
import { type Database, type OpenDatabase, openEmbedded, openPostgres } from '../../database/database.ts'
import type { LockHolder } from '../../database/folder-lock.ts'
import { NotStoredError, type Stored, UnreadableError } from './stored.ts'

/** Where plans lie. */
export interface Place {
  /** Folder of an embedded database; `undefined`: as the service is configured. */
  readonly directory: string | undefined
  readonly environment: Environment
  readonly process: LockHolder
}

/**
 * A plan of the service and the request it answers.
 *
 * @throws NotStoredError if there is no such plan, or no database
 * @throws FolderLockedError while a process uses the embedded database
 * @throws ConfigError if the service's configuration is wrong
 */
export async function readFromDatabase(id: string, place: Place): Promise<Stored> {
  const database = await open(id, place)
  try {
    return await storedPlan(database.db, id)
  } finally {
    await database.close()
  }
}

function open(id: string, { directory, environment, process }: Place): Promise<OpenDatabase> {
  if (directory !== undefined) return openFolder(id, directory, process)
  const { config, secrets } = readConfig(environment)
  return config.database.kind === 'embedded'
    ? openFolder(id, config.database.directory, process)
    : openPostgres({ url: secrets.databaseUrl?.reveal() ?? '' })
}

/** Opening makes what is not there, and a question must not leave an empty database behind. */
async function openFolder(id: string, directory: string, process: LockHolder): Promise<OpenDatabase> {
  if (!existsSync(join(directory, 'database'))) {
    throw new NotStoredError(
      `${id} is no file, and there is no database in ${directory}. Name its folder with --data.`,
    )
  }
  return openEmbedded({ directory, process })
}

async function storedPlan(db: Database, id: string): Promise<Stored> {
  const found = await readable(planById(db, id), id)
  if (found === undefined)
    throw new NotStoredError(`${id} is no file, and no plan in the database has that id.`)
  return { kind: 'plan', problem: found.problem, plan: found.plan }
}

/** A plan that another version stored may lack what this one asks for. */
async function readable<T>(reading: Promise<T>, id: string): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    throw new UnreadableError(`Plan ${id} was stored in another form:\n${z.prettifyError(error)}`)
  }
}
