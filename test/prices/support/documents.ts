import type { PriceDocument, PriceSource } from '../../../src/prices/port.ts'
import { slotsInDay } from '../../../src/prices/port.ts'
import { BIDDING_ZONES } from '../../../src/prices/zones.ts'

/** A whole day in NO2: hour `i` costs 1 + i/100 NOK/kWh, at 11.5 NOK for a euro. */
export function wholeDay(day: string, changes: Partial<PriceDocument> = {}): PriceDocument {
  const { stepMinutes = 60 } = changes
  const perKwh = Array.from({ length: slotsInDay(day, stepMinutes) }, (_, slot) => 1 + slot / 100)
  const facts = { source: 'first', zone: 'NO2', quality: 'final', rate: null, eurPerMwh: null } as const
  return { ...facts, day, stepMinutes, perKwh, ...changes }
}

/** The same day with some prices missing. */
export function without(document: PriceDocument, ...missing: readonly number[]): PriceDocument {
  const hole = (prices: PriceDocument['perKwh']) =>
    prices?.map((price, slot) => (missing.includes(slot) ? null : price)) ?? null
  return { ...document, perKwh: hole(document.perKwh), eurPerMwh: hole(document.eurPerMwh) }
}

/** What a source says when it is asked: an error is thrown. */
export type Said = PriceDocument | 'not-published' | Error

/** A source that says what it is told to say, and remembers what it was asked. */
export interface ScriptedSource extends PriceSource {
  readonly asked: string[]
  answer: (day: string) => Said
}

export function scriptedSource(name: string, answer?: (day: string) => Said): ScriptedSource {
  const asked: string[] = []
  const source: ScriptedSource = {
    name,
    origin: 'unknown',
    zones: BIDDING_ZONES,
    asked,
    answer: answer ?? ((day) => wholeDay(day, { source: name })),
    fetchDay: (zone, day) => {
      asked.push(`${zone} ${day}`)
      const said = source.answer(day)
      if (said instanceof Error) return Promise.reject(said)
      return Promise.resolve(said === 'not-published' ? said : { ...said, zone })
    },
  }
  return source
}
