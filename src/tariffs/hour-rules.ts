import type { LocalHour } from './local-hour.ts'

/** Days that a rule may name. */
export const DAY_KINDS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
  'monday-to-friday',
  'weekend',
  'public-holiday',
  'day-off',
  'working-day',
  'every-day',
] as const
export type DayKind = (typeof DAY_KINDS)[number]

/** A price that holds in some hours only. All that is given has to hold; what is `null` holds always. */
export interface HourRule {
  readonly name: string
  /** Local clock hours, 0 to 23. */
  readonly hours: ReadonlySet<number> | null
  /** One of them is enough. */
  readonly days: readonly DayKind[] | null
  /** 1 to 12. */
  readonly months: ReadonlySet<number> | null
  /** Without VAT. */
  readonly perKwh: number
}

/** A charge per kWh that depends on the hour. */
export interface HourlyCharge {
  /** Without VAT; holds in every hour that no rule is about. */
  readonly perKwh: number
  readonly rules: readonly HourRule[]
}

/** The charge in an hour, without VAT. */
export function chargeIn(charge: HourlyCharge, hour: LocalHour): number {
  return charge.rules.find((rule) => holds(rule, hour))?.perKwh ?? charge.perKwh
}

export function holds({ hours, days, months }: HourRule, hour: LocalHour): boolean {
  return (
    (hours?.has(hour.hour) ?? true) &&
    (months?.has(hour.month) ?? true) &&
    (days?.some((day) => isOf(day, hour)) ?? true)
  )
}

/** The hours from `first` to `last`, both included; over midnight if `last` is before `first`. */
export function hourSpan(first: number, last: number): ReadonlySet<number> {
  const count = ((last - first + 24) % 24) + 1
  return new Set(Array.from({ length: count }, (_, index) => (first + index) % 24))
}

/**
 * Names of two rules that can hold in the same hour at different prices: the source does not say which of them then counts.
 * `undefined` if there are none.
 */
export function rulesInConflict(rules: readonly HourRule[]): readonly [string, string] | undefined {
  for (const [index, rule] of rules.entries()) {
    const other = rules.slice(index + 1).find((next) => next.perKwh !== rule.perKwh && meet(rule, next))
    if (other !== undefined) return [rule.name, other.name]
  }
  return undefined
}

function meet(a: HourRule, b: HourRule): boolean {
  return EVERY_KIND_OF_HOUR.some((hour) => holds(a, hour) && holds(b, hour))
}

const EVERY_KIND_OF_HOUR: readonly LocalHour[] = numbers(1, 12).flatMap((month) =>
  numbers(0, 23).flatMap((hour) =>
    numbers(1, 7).flatMap((weekday) =>
      [false, true].map((isPublicHoliday) => ({ day: '', month, weekday, hour, isPublicHoliday })),
    ),
  ),
)

function numbers(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function isOf(kind: DayKind, hour: LocalHour): boolean {
  return DAY_TESTS[kind](hour)
}

const DAY_TESTS: Readonly<Record<DayKind, (hour: LocalHour) => boolean>> = {
  monday: ({ weekday }) => weekday === 1,
  tuesday: ({ weekday }) => weekday === 2,
  wednesday: ({ weekday }) => weekday === 3,
  thursday: ({ weekday }) => weekday === 4,
  friday: ({ weekday }) => weekday === 5,
  saturday: ({ weekday }) => weekday === 6,
  sunday: ({ weekday }) => weekday === 7,
  'monday-to-friday': ({ weekday }) => weekday <= 5,
  weekend: ({ weekday }) => weekday > 5,
  'public-holiday': ({ isPublicHoliday }) => isPublicHoliday,
  'day-off': ({ weekday, isPublicHoliday }) => weekday > 5 || isPublicHoliday,
  'working-day': ({ weekday, isPublicHoliday }) => weekday <= 5 && !isPublicHoliday,
  'every-day': () => true,
}
