import { sql, type Expression } from 'kysely'
import { z } from 'zod'
import type { Database, Trx } from './database.ts'
import { partsOf, type Write } from './writes.ts'

/**
 * A query and what its rows mean. A store that offers one lets others read it along with more. Rows may come as JSON does:
 * `from` takes an instant as a date or as text.
 */
export interface Read<T> extends ReadAlong<T> {
  readonly query: Expression<unknown> & { execute(): Promise<readonly unknown[]> }
}

/** Read along with more alone, since it is of what is written in the same statement. */
export interface ReadAlong<T> {
  readonly query: Expression<unknown>
  readonly from: (rows: readonly unknown[]) => T
}

/** Reads by itself. */
export async function read<T>({ query, from }: Read<T>): Promise<T> {
  return from(await query.execute())
}

/** Several reads that become one statement: going to the database and back costs more than most of them. */
export interface Reads {
  /** @returns what was read, once {@link Reads.run} is through; throws before */
  add<T>(read: ReadAlong<T>): () => T
  /** Rows of all reads as of the same moment, which is before what is written along with them. */
  run(...writes: readonly Write[]): Promise<void>
}

type Answer = Readonly<Record<string, readonly unknown[]>>

export function createReads(db: Database | Trx): Reads {
  const queries: Expression<unknown>[] = []
  let answer: Answer = {}
  return {
    add({ query, from }) {
      const name = `r${String(queries.length)}`
      queries.push(query)
      return () => {
        const rows = answer[name]
        if (rows === undefined) throw new Error(`Read ${name} was not run yet`)
        return from(rows)
      }
    },
    async run(...writes) {
      const columns = queries.map(
        (query, n) =>
          sql`(select coalesce(json_agg(one), '[]') from ${query} as one) as ${sql.ref(`r${String(n)}`)}`,
      )
      const parts = writes.length === 0 ? sql`` : sql`with ${partsOf(writes)}`
      const { rows } = await sql<Answer>`${parts} select ${sql.join(columns)}`.execute(db)
      answer = rows[0] ?? {}
    },
  }
}

/** A `bytea`: bytes by itself, and in JSON hexadecimal text (PostgreSQL, "bytea hex format"). */
export const bytes = z
  .union([z.instanceof(Uint8Array), z.stringFormat('bytea', /^\\x(?:[0-9a-f]{2})*$/)])
  .transform((value) => (typeof value === 'string' ? Buffer.from(value.slice(2), 'hex') : Buffer.from(value)))

/** The first row, for a `from`. */
export function firstOf<T>(row: z.ZodType<T>): (rows: readonly unknown[]) => T | undefined {
  return ([first]) => (first === undefined ? undefined : row.parse(first))
}

/** All rows, for a `from`. */
export function allOf<T>(row: z.ZodType<T>): (rows: readonly unknown[]) => readonly T[] {
  return (rows) => rows.map((one) => row.parse(one))
}
