/** No line is longer, so that nothing breaks where a terminal has its usual size. */
export const LINE_WIDTH = 80

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

/**
 * Rows under titles and a rule, two blanks between columns. Text of the last column goes on below itself where the line is
 * full.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  )
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2)
  const last = Math.min(widths.at(-1) ?? 0, LINE_WIDTH - before)
  const print = (cells: readonly string[]): string => {
    const padded = cells.map((cell, index) => {
      const width = index === columns.length - 1 ? 0 : (widths[index] ?? 0)
      return columns[index]?.align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(width)
    })
    return `  ${padded.join('  ')}`.trimEnd()
  }
  const rule = widths.map((width, index) => '─'.repeat(index === widths.length - 1 ? last : width))
  const body = rows.flatMap((row) => {
    const parts = wrapped(row.at(-1) ?? '', last)
    return parts.map((part, index) =>
      print([...row.slice(0, -1).map((cell) => (index === 0 ? cell : '')), part]),
    )
  })
  return [print(columns.map(({ title }) => title)), print(rule), ...body]
}

/** Text in lines of at most `width`, further lines moved in by `indent`. At least one line. */
export function wrapped(text: string, width: number, indent = ''): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= width || line === '') line = longer
    else {
      lines.push(line)
      line = `${indent}${word}`
    }
  }
  return [...lines, line]
}
