import { z } from 'zod'
import { addDays } from '../base/calendar.ts'
import { isTimeZone, localDay, type TimeZone } from '../base/local-time.ts'
import { WEEKDAYS, type DayWish, type Departures } from '../vehicles/departures.ts'

const object = 'expected an object'
const timeRule = 'expected a local time as HH:MM, such as 07:00, or null for no departure on that day'
const targetRule = 'expected a whole number from 1 to 100, or nothing to go by the target of every day'
const dateRule = 'expected a date as YYYY-MM-DD'
/** A holiday with a trip on each day. */
const MOST_EXCEPTIONS = 31
const exceptionsRule = `expected a list of at most ${String(MOST_EXCEPTIONS)} exceptions`
/** Days from now; exceptions and the end of a pause lie no further ahead. */
export const FURTHEST_DAYS = 366

const wish = {
  readyBy: z
    .string(timeRule)
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeRule)
    .nullable(),
  targetPercent: z.number(targetRule).int(targetRule).min(1, targetRule).max(100, targetRule).optional(),
}
const day = z.strictObject(wish, object).optional()

/** Days that differ, by weekday and by date. */
export const departureFields = {
  weekdays: z
    .strictObject(
      { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day, saturday: day, sunday: day },
      object,
    )
    .default({}),
  exceptions: z
    .array(z.strictObject({ date: z.iso.date(dateRule), ...wish }, object), exceptionsRule)
    .max(MOST_EXCEPTIONS, exceptionsRule)
    .default([]),
}

interface Told extends Departures {
  readonly minimumPercent: number
  readonly timeZone: TimeZone
}

/** What is wrong with days that are well formed, each by its place in the body. */
export function departureFaults(told: Told, now: Date): { path: (string | number)[]; message: string }[] {
  return [...wishFaults(told), ...dateFaults(told, now), ...weekFaults(told)]
}

function wishFaults({ weekdays, exceptions, minimumPercent }: Told) {
  const wishes: [(string | number)[], DayWish | undefined][] = [
    ...WEEKDAYS.map((name): [(string | number)[], DayWish | undefined] => [
      ['weekdays', name],
      weekdays[name],
    ]),
    ...exceptions.map((one, index): [(string | number)[], DayWish] => [['exceptions', index], one]),
  ]
  return wishes.flatMap(([path, one]) =>
    one?.targetPercent !== undefined && one.targetPercent < minimumPercent
      ? [
          {
            path: [...path, 'targetPercent'],
            message: `expected a target not below the minimum, ${String(minimumPercent)}`,
          },
        ]
      : [],
  )
}

function dateFaults({ exceptions, timeZone }: Told, now: Date) {
  // A zone that is none is told of by its own field.
  if (!isTimeZone(timeZone)) return []
  const today = localDay(now, timeZone)
  const last = localDay(addDays(now, FURTHEST_DAYS), timeZone)
  return exceptions.flatMap(({ date }, index) => {
    const path = ['exceptions', index, 'date']
    if (date < today || date > last) return [{ path, message: `expected a date from ${today} to ${last}` }]
    const isTwice = exceptions.findIndex((one) => one.date === date) < index
    return isTwice ? [{ path, message: 'expected each date once' }] : []
  })
}

function weekFaults({ weekdays }: Told) {
  const isEmpty = WEEKDAYS.every((name) => weekdays[name]?.readyBy === null)
  if (!isEmpty) return []
  const message = 'expected a departure on one weekday at least; to charge at will, pause instead'
  return [{ path: ['weekdays'], message }]
}
