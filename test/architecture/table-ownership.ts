import rooms from './rooms.json' with { type: 'json' }
import { tableUses, type TableUse } from './table-use.ts'

export interface SourceFile {
  /** From the top of the repository: `src/prices/price-store.ts`. */
  readonly path: string
  readonly text: string
}

/**
 * Holds sources to the rule that each table has one owner: only a `*-store.ts` of its room writes it, and only its room
 * and the rooms below read it. `database/` serves all rooms and names tables at run time, so it is not looked at.
 */
export function checkTableOwnership(
  files: readonly SourceFile[],
  owners: Readonly<Record<string, string>>,
): { uses: readonly TableUse[]; violations: readonly string[] } {
  const tables = new Set(Object.keys(owners))
  const uses = files
    .filter(({ path }) => roomOf(path) !== 'database')
    .flatMap(({ path, text }) => tableUses(path, text, tables))
  return { uses, violations: uses.flatMap((use) => violationOf(use, owners) ?? []) }
}

function violationOf(
  { file, line, kind, table }: TableUse,
  owners: Readonly<Record<string, string>>,
): string | null {
  const place = `${file}:${String(line)}`
  if (table === null) return `${place} names the table it writes at run time`
  const owner = owners[table]
  if (owner === undefined) return `${place} uses ${table}, which has no owner`
  if (kind === 'write') {
    const allowed = roomOf(file) === owner && file.endsWith('-store.ts')
    return allowed ? null : `${place} writes ${table}, which only a store of ${owner}/ may`
  }
  return rankOf(roomOf(file)) >= rooms.indexOf(owner)
    ? null
    : `${place} reads ${table} of ${owner}/, a room below it`
}

/** The folder under `src`; the file itself for those that stand outside the rooms. */
function roomOf(path: string): string {
  return path.split('/')[1] ?? path
}

/** `service.ts` and `main.ts` stand below all rooms. */
function rankOf(room: string): number {
  return rooms.includes(room) ? rooms.indexOf(room) : rooms.length
}

const MADE = /\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?"?([a-z_]\w*)|\.createTable\(\s*['"](\w+)/gi
const DROPPED = /\bdrop\s+table\s+(?:if\s+exists\s+)?"?([a-z_]\w*)|\.dropTable\(\s*['"](\w+)/gi

/**
 * Tables that migrations make and do not drop again: `create table x` in SQL, `.createTable('x')` in the builder. A name
 * once dropped is not made again.
 */
export function tablesIn(migrations: readonly SourceFile[]): string[] {
  const named = (pattern: RegExp): string[] =>
    migrations.flatMap(({ text }) =>
      [...text.matchAll(pattern)].flatMap((match) => match[1] ?? match[2] ?? []),
    )
  const dropped = new Set(named(DROPPED))
  return named(MADE).filter((table) => !dropped.has(table))
}
