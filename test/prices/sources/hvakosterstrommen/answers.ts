import {
  localTime,
  MARKET_TIME_ZONE,
  nextLocalDay,
  startOfLocalDay,
} from '../../../../src/base/local-time.ts'
import { readShippedDays } from '../../../../src/prices/shipped-days.ts'
import { minutesAfter } from '../../../support/pictures.ts'

/** A row as the source writes it. */
export interface AnswerRow {
  NOK_per_kWh: number
  EUR_per_kWh: number
  EXR: number
  time_start: string
  time_end: string
}

/** A shipped day in the form in which the source serves it, with local offsets. */
export function shippedAnswer(zone: string, day: string): AnswerRow[] {
  const found = readShippedDays('data/prices').find((each) => each.zone === zone && each.day === day)
  if (found === undefined) throw new Error(`No shipped day ${day} for ${zone}`)
  return found.slots.map(({ startUtc, perKwh }) => rowAt(startUtc, 60, perKwh))
}

/** A whole day at prices counted up from 1, in steps of some minutes. */
export function countedAnswer(day: string, minutes: number): AnswerRow[] {
  const start = startOfLocalDay(day, MARKET_TIME_ZONE)
  const end = nextLocalDay(start, MARKET_TIME_ZONE)
  const count = (end.getTime() - start.getTime()) / 60_000 / minutes
  return Array.from({ length: count }, (_, index) =>
    rowAt(minutesAfter(start, index * minutes), minutes, 1 + index / 1000),
  )
}

function rowAt(start: Date, minutes: number, price: number): AnswerRow {
  const end = minutesAfter(start, minutes)
  return {
    NOK_per_kWh: price,
    EUR_per_kWh: Number((price / 11.7).toFixed(5)),
    EXR: 11.7,
    time_start: withOffset(start),
    time_end: withOffset(end),
  }
}

function withOffset(instant: Date): string {
  const winter = localTime(instant, MARKET_TIME_ZONE) === localTime(minutesAfter(instant, 60), 'UTC')
  const hours = winter ? 1 : 2
  return minutesAfter(instant, hours * 60)
    .toISOString()
    .replace('.000Z', `+0${String(hours)}:00`)
}
