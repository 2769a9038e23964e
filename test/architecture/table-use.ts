import ts from 'typescript'

/** One place where a source file reads or writes a table. */
export interface TableUse {
  readonly file: string
  readonly line: number
  readonly kind: 'read' | 'write'
  /** `null`: the name is put together at run time, so nobody can tell. */
  readonly table: string | null
}

const WRITERS = new Set(['insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto'])
const READERS = new Set([
  'selectFrom',
  'innerJoin',
  'leftJoin',
  'rightJoin',
  'fullJoin',
  'crossJoin',
  'using',
  'from',
])
/** Names that other things than a query builder have too; these count only if the argument is a table. */
const AMBIGUOUS = new Set(['using', 'from'])
/** Plain strings may be sentences too, so these must name a known table as well. */
const LOOKS_LIKE_SQL =
  /^\s*(?:(?:with|select|insert into|delete from|merge into|truncate)\s|update\s[^]*\sset\s)/i

/** In place of a value inside a template. */
const HOLE = '\u0000'
const NAME = `((?:public\\.)?"?[a-z_][a-z0-9_]*"?|${HOLE})`
const WRITES_IN_SQL: readonly RegExp[] = [
  new RegExp(
    `\\b(?:insert\\s+into|delete\\s+from|merge\\s+into|truncate(?:\\s+table)?)\\s+(?:only\\s+)?${NAME}`,
    'gi',
  ),
  // Neither `for update` nor `do update set`.
  new RegExp(`(?<!\\bfor\\s+|\\bdo\\s+|\\bno\\s+key\\s+)\\bupdate\\s+(?:only\\s+)?${NAME}`, 'gi'),
]
const READS_IN_SQL = new RegExp(`\\b(?:from|join|using)\\s+(?:only\\s+|lateral\\s+)?${NAME}`, 'gi')

/**
 * Every use of a table in a source file: calls of the query builder, SQL in `sql` templates and in plain strings, and
 * due tables named to the queue's helpers (a read: the helper does the writing). `tables` are the known ones.
 */
export function tableUses(file: string, source: string, tables: ReadonlySet<string>): TableUse[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2023, true)
  const uses: TableUse[] = []
  const visit = (node: ts.Node): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
    for (const use of usesOf(node, tables)) uses.push({ file, line, ...use })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return uses
}

type Use = Pick<TableUse, 'kind' | 'table'>

function usesOf(node: ts.Node, tables: ReadonlySet<string>): Use[] {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return usesOfCall(node.expression.name.text, node.arguments[0], tables)
  }
  if (ts.isTaggedTemplateExpression(node)) {
    return isSqlTag(node.tag) ? usesInSql(textOf(node.template), tables) : []
  }
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
    return ts.isTaggedTemplateExpression(node.parent) ? [] : usesInPlainText(textOf(node), tables)
  }
  return []
}

function usesOfCall(method: string, argument: ts.Expression | undefined, tables: ReadonlySet<string>): Use[] {
  const kind = WRITERS.has(method) ? 'write' : READERS.has(method) ? 'read' : undefined
  if (kind === undefined || argument === undefined) return []
  const names = ts.isArrayLiteralExpression(argument) ? argument.elements.map(tableIn) : [tableIn(argument)]
  const found = names.map((table): Use => ({ kind, table }))
  // A read from a subquery has no name of its own; what it reads is found inside it.
  return found.filter(({ table }) =>
    table === null ? kind === 'write' : !AMBIGUOUS.has(method) || tables.has(table),
  )
}

/** `vehicle`, also from `vehicle as v`; `null` if it is not written out. */
function tableIn(argument: ts.Expression): string | null {
  if (!ts.isStringLiteralLike(argument)) return null
  return argument.text.trim().split(/\s+/)[0] ?? null
}

function isSqlTag(tag: ts.Expression): boolean {
  return ts.isIdentifier(tag)
    ? tag.text === 'sql'
    : ts.isPropertyAccessExpression(tag) && isSqlTag(tag.expression)
}

function textOf(template: ts.TemplateExpression | ts.StringLiteralLike): string {
  if (ts.isStringLiteralLike(template)) return template.text
  return [template.head.text, ...template.templateSpans.map((span) => HOLE + span.literal.text)].join('')
}

function usesInPlainText(text: string, tables: ReadonlySet<string>): Use[] {
  if (text.endsWith('_due') && tables.has(text)) return [{ kind: 'read', table: text }]
  if (!LOOKS_LIKE_SQL.test(text)) return []
  return usesInSql(text, tables).filter(({ table }) => table !== null && tables.has(table))
}

function usesInSql(text: string, tables: ReadonlySet<string>): Use[] {
  const plain = text.replaceAll(/--.*$/gm, '').replaceAll(/'(?:[^']|'')*'/g, "''")
  const writes = WRITES_IN_SQL.flatMap((pattern) => [...plain.matchAll(pattern)])
  const written = writes.map((match): Use => ({ kind: 'write', table: plainName(match[1]) }))
  // `delete from x` writes x; names that are no table belong to the statement itself, such as a common table expression.
  const reads = [...plain.replaceAll(/\bdelete\s+from\b/gi, 'delete').matchAll(READS_IN_SQL)]
  const read = reads.map((match): Use => ({ kind: 'read', table: plainName(match[1]) }))
  return [...written, ...read.filter(({ table }) => table !== null && tables.has(table))]
}

function plainName(name: string | undefined): string | null {
  if (name === undefined || name === HOLE) return null
  return name
    .replaceAll('"', '')
    .replace(/^public\./i, '')
    .toLowerCase()
}
