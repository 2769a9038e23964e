/** What the Norwegian calendar says of an instant, reckoned by itself: Easter by Meeus' rule, clock changes by the law of the EU. */
export interface DayByHand {
  /** `YYYY-MM-DD` in Oslo. */
  readonly date: string
  readonly hour: number
  readonly monthName: string
  /** All names of days in price sheets that hold. */
  readonly names: readonly string[]
}

const HOUR = 3_600_000
const MONTHS = [
  'januar',
  'februar',
  'mars',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'desember',
]
const WEEKDAYS = ['søndag', 'mandag', 'tirsdag', 'onsdag', 'torsdag', 'fredag', 'lørdag']

export function dayByHand(instant: Date): DayByHand {
  const local = new Date(instant.getTime() + (isSummer(instant) ? 2 : 1) * HOUR)
  const date = local.toISOString().slice(0, 10)
  const weekday = local.getUTCDay()
  const isWeekend = weekday === 0 || weekday === 6
  const isHoliday = holidays(local.getUTCFullYear()).has(date)
  const isOff = isWeekend || isHoliday
  return {
    date,
    hour: local.getUTCHours(),
    monthName: MONTHS[local.getUTCMonth()] ?? '',
    names: [
      WEEKDAYS[weekday] ?? '',
      isWeekend ? 'helg' : 'ukedag',
      isOff ? 'fridag' : 'virkedag',
      ...(isHoliday ? ['helligdager'] : []),
      'alle',
    ],
  }
}

/** From 01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October. */
export function isSummer(instant: Date): boolean {
  const year = instant.getUTCFullYear()
  return instant >= clockChange(year, 2) && instant < clockChange(year, 9)
}

/** The clock change in March (2) or October (9): both months have 31 days. */
export function clockChange(year: number, month: 2 | 9): Date {
  const last = new Date(Date.UTC(year, month, 31, 1))
  return new Date(last.getTime() - last.getUTCDay() * 24 * HOUR)
}

/** Fixed days, and days from Easter Sunday: Maundy Thursday to Easter Monday, Ascension, Whit Sunday and Monday. */
export function holidays(year: number): ReadonlySet<string> {
  const easter = easterSunday(year).getTime()
  const moving = [-3, -2, 0, 1, 39, 49, 50].map((days) =>
    new Date(easter + days * 24 * HOUR).toISOString().slice(0, 10),
  )
  return new Set([
    ...['01-01', '05-01', '05-17', '12-25', '12-26'].map((day) => `${String(year)}-${day}`),
    ...moving,
  ])
}

/** Meeus, Astronomical Algorithms, chapter 8. */
function easterSunday(year: number): Date {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const month = Math.floor((h + l - 7 * m + 90) / 25)
  const day = (h + l - 7 * m + 33 * month + 19) % 32
  return new Date(Date.UTC(year, month - 1, day))
}
