import { judge, type MissCause } from '../../src/backtest/oracle/verdict.ts'
import type { Witness } from '../../src/backtest/oracle/witness.ts'

const DUSK = Date.parse('2027-01-10T18:00Z')
export const at = (minutes: number): number => DUSK + minutes * 60_000
export const date = (minutes: number): Date => new Date(at(minutes))

/** 9.9 kW into 60 kWh, from half to four fifths: 107 minutes, of the 600 that there are. */
export const BATTERY = { capacityKwh: 60, powerKw: 11, efficiency: 0.9 }

export const HOLDS_ALL = { holdsAll: true, holdsAllAsTold: true }
export const HOLDS_ONE = { holdsAll: false, holdsAllAsTold: false }

/** A car as its maker saw it: it drew in the times named, and stood between. */
export function car(drew: readonly (readonly [number, number])[], change: Partial<Witness> = {}): Witness {
  const moments = Array.from({ length: 721 }, (_, minute) => {
    const minutes = drew.map(([from, to]) => Math.max(0, Math.min(minute, to) - from))
    const energyKwh = 30 + minutes.reduce((sum, each) => sum + each, 0) * (9.9 / 60)
    return { at: at(minute), energyKwh, isDrawing: drew.some(([from, to]) => from <= minute && minute < to) }
  })
  return {
    ...{ id: 'car', battery: BATTERY, refusesRestart: false, isLeftAlone: false, isSizeKnown: true },
    ...{ stay: { start: date(0), end: date(720) }, readyBy: at(600), goalPercent: 80, minimumPercent: 0 },
    ...{
      obstacles: [],
      reportsEveryMinutes: 0,
      isPowerTold: true,
      ...{ learntKwh: null, unpluggedMinutes: null },
      moments,
      starts: [],
      stops: [],
      trips: [],
      ...change,
    },
  }
}

export function causeOf(one: Witness): MissCause | null | undefined {
  return judge([one], HOLDS_ALL)[0]?.cause
}
