/** When each car is due, as the due tables tell it: claimed longest due first, and a poke during a claim is not lost. */
export interface DueTable {
  /** @returns ids of up to `limit` cars that are due at `now` */
  claim(now: Date, limit: number): readonly string[]
  settle(id: string, nextDue: Date): void
  /** Makes a car due earlier. */
  make(id: string, at: Date): void
  next(): Date | undefined
  /** When a car is due. */
  of(id: string): Date | undefined
}

interface Row {
  readonly id: string
  dueAt: Date
  isClaimed: boolean
  isPoked: boolean
}

export function createDueTable(ids: readonly string[], at: Date): DueTable {
  const rows = new Map(
    ids.map((id): [string, Row] => [id, { id, dueAt: at, isClaimed: false, isPoked: false }]),
  )
  const free = (): Row[] =>
    [...rows.values()]
      .filter(({ isClaimed }) => !isClaimed)
      .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1))
  const change = (id: string, how: (row: Row) => void): void => {
    const row = rows.get(id)
    if (row !== undefined) how(row)
  }
  return {
    claim: (now, limit) => {
      const claimed = free()
        .filter(({ dueAt }) => dueAt <= now)
        .slice(0, limit)
      for (const row of claimed) Object.assign(row, { isClaimed: true, isPoked: false })
      return claimed.map(({ id }) => id)
    },
    settle: (id, nextDue) => {
      change(id, (row) => {
        const isKept = row.isPoked && row.dueAt < nextDue
        Object.assign(row, { isClaimed: false, dueAt: isKept ? row.dueAt : nextDue })
      })
    },
    make: (id, dueAt) => {
      change(id, (row) => {
        row.isPoked = true
        if (dueAt < row.dueAt) row.dueAt = dueAt
      })
    },
    next: () => free()[0]?.dueAt,
    of: (id) => rows.get(id)?.dueAt,
  }
}
