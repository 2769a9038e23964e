/** One topic as it is printed. */
export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What the figures mean, and how they came about. */
  readonly notes: readonly string[]
}

/** First column to the left, all others to the right. */
export function showTable({ title, head, rows, notes }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0
      return column === 0 ? cell.padEnd(width) : cell.padStart(width)
    })
    return `  ${padded.join('  ')}`.trimEnd()
  }
  const rule = `  ${'-'.repeat(widths.reduce((total, width) => total + width + 2, -2))}`
  return [title, line(head), rule, ...rows.map(line), ...notes.map((note) => `  ${note}`), ''].join('\n')
}

/** Three digits that count, fewer for whole numbers: 0.0123, 4.56, 78.9, 1234. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return 'none'
  const size = Math.abs(value)
  if (size === 0) return '0'
  if (size < 1e-3) return value.toExponential(1)
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3
  return value.toFixed(decimals)
}

export function percentage(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
