import { RawNode, type KyselyPlugin } from 'kysely'
import type { Database } from '../../src/database/database.ts'

/**
 * A database that counts the statements sent through it.
 *
 * @param like only those written out as SQL that hold this text; all if left out
 */
export function countStatements(
  database: Database,
  like?: string,
): { readonly db: Database; readonly sent: () => number } {
  let sent = 0
  const unlike = new WeakSet<object>()
  const counting: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      const text = RawNode.is(node) ? node.sqlFragments.join('') : ''
      if (like !== undefined && !text.includes(like)) unlike.add(queryId)
      return node
    },
    // Called for what is executed alone, not for what is only a part of it.
    transformResult: ({ result, queryId }) => {
      if (!unlike.has(queryId)) sent++
      return Promise.resolve(result)
    },
  }
  return { db: database.withPlugin(counting), sent: () => sent }
}
