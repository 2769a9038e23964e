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

/** Where whoever has something to read adds it. */
export interface ReadList {
  /** @returns what was read, once all that was added has been; throws before */
  add<T>(read: ReadAlong<T>): () => T
}

/** Several reads that become one statement: going to the database and back costs more than most of them. */
export interface Reads extends ReadList {
  /** Rows of all reads as of the same moment, which is before what is written along with them. */
  run(...writes: readonly Write[]): Promise<void>
}

type Answer = Readonly<Record<string, readonly unknown[]>>

export function createReads(db: Database | Trx): Reads {
  const { add, columns, take } = createColumns()
  return {
    add,
    async run(...writes) {
      const parts = writes.length === 0 ? sql`` : sql`with ${partsOf(writes)}`
      const { rows } = await sql<Answer>`${parts} select ${columns()}`.execute(db)
      take(rows[0] ?? {})
    },
  }
}

/** Of whom something is read; an expression where it is read of several at once. */
export type RowKey = string | Expression<string>

/** Fewer, and the rest of the places are empty: with always as many, the database plans the statement once. */
export const KEYS_AT_ONCE = 8

/**
 * Reads the same of several keys in one statement, all as of the same moment.
 *
 * @param keys {@link KEYS_AT_ONCE} at most
 * @param add adds what is to be read of a key
 * @returns what was found of each; it throws what its `add` does, and one that does keeps nothing from the others
 */
export async function readOfEach<T>(
  db: Database | Trx,
  keys: readonly string[],
  add: (reads: ReadList, key: Expression<string>) => () => T,
): Promise<(key: string) => T> {
  if (keys.length > KEYS_AT_ONCE)
    throw new RangeError(`${String(keys.length)} keys, ${String(KEYS_AT_ONCE)} at most`)
  const { columns, take, ...reads } = createColumns()
  const found = add(reads, sql.ref<string>('of_each.key'))
  const places = keys.length === 1 ? 1 : KEYS_AT_ONCE
  const values = Array.from({ length: places }, (_, n) => sql`(${keys[n] ?? null}::text)`)
  const { rows } = await sql<Answer & { key: string | null }>`
    select of_each.key, ${columns()} from (values ${sql.join(values)}) as of_each(key)`.execute(db)
  const answers = new Map(rows.map((row) => [row.key, row]))
  return (key) => {
    take(answers.get(key) ?? {})
    return found()
  }
}

/** One column for each read. */
function createColumns() {
  const queries: Expression<unknown>[] = []
  let answer: Answer = {}
  const add: ReadList['add'] = ({ query, from }) => {
    const name = nameOf(queries.length)
    queries.push(query)
    return () => {
      const rows = answer[name]
      if (rows === undefined) throw new Error(`Read ${name} was not run yet`)
      return from(rows)
    }
  }
  return {
    add,
    columns: (): Expression<unknown> =>
      sql.join(
        queries.map(
          (query, n) =>
            sql`(select coalesce(json_agg(one), '[]') from ${query} as one) as ${sql.ref(nameOf(n))}`,
        ),
      ),
    /** What the reads find from now on. */
    take: (found: Answer): void => {
      answer = found
    },
  }
}

function nameOf(column: number): string {
  return `r${String(column)}`
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
