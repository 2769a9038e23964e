import { z } from 'zod'
import { planById } from '../../control/plan-store.ts'
import type { Database, OpenDatabase } from '../../database/database.ts'
import { NoDatabaseError, openStored, type Place } from '../stored-database.ts'
import { NotStoredError, type Stored, UnreadableError } from './stored.ts'

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

async function open(id: string, place: Place): Promise<OpenDatabase> {
  try {
    return await openStored(place)
  } catch (error) {
    if (!(error instanceof NoDatabaseError)) throw error
    throw new NotStoredError(`${id} is no file, and ${error.message}`)
  }
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
