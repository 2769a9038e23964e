import type { CompiledQuery } from 'kysely'

/** A prepared statement is kept as long as its session, so there is an end to their number and length. */
const MOST_STATEMENTS = 500
const LONGEST_STATEMENT = 6000

/**
 * Names of the statements that are parsed and planned once for each session and not at each use, which is most of what a
 * short one costs. Statements without parameters are not among them: `begin` costs nothing, and a migration is never run
 * twice.
 */
export class PreparedStatements {
  readonly #names = new Map<string, string>()
  #generation = 0

  /** What to add to a query, so that its session keeps it. */
  nameOf({ sql, parameters }: CompiledQuery): { name?: string } {
    if (parameters.length === 0) return {}
    const name = this.#names.get(sql) ?? this.#newName(sql)
    return name === undefined ? {} : { name }
  }

  /** All are prepared anew, in every session. */
  renew(): void {
    this.#generation++
    this.#names.clear()
  }

  #newName(sql: string): string | undefined {
    if (sql.length > LONGEST_STATEMENT || this.#names.size >= MOST_STATEMENTS) return undefined
    const name = `s${String(this.#generation)}_${String(this.#names.size)}`
    this.#names.set(sql, name)
    return name
  }
}
