import type { KyselyPlugin } from 'kysely'
import type { Database } from '../../src/database/database.ts'

/** A database that counts the statements sent through it. */
export function countStatements(database: Database): { readonly db: Database; readonly sent: () => number } {
  let sent = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    // Called for what is executed alone, not for what is only a part of it.
    transformResult: ({ result }) => {
      sent++
      return Promise.resolve(result)
    },
  }
  return { db: database.withPlugin(counting), sent: () => sent }
}
