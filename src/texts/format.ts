import { localTime, type TimeZone } from '../base/local-time.ts'
import type { Language } from './language.ts'

/** Keeps a number and its unit on one line. */
export const NBSP = '\u00a0'
const MINUS = '\u2212'
const LOCALES = { nb: 'nb-NO', en: 'en-GB' } as const satisfies Record<Language, string>

/** Whose words and whose clock: what every sentence with a time in it needs. */
export interface Voice {
  readonly language: Language
  readonly timeZone: TimeZone
}

/** `1 234,5` in Norwegian, `1,234.5` in English; negative numbers with a true minus sign, never a negative zero. */
export function formatNumber(value: number, language: Language, decimals = 0): string {
  const digits = new Intl.NumberFormat(LOCALES[language], {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    signDisplay: 'negative',
  })
  return digits.format(value).replace('-', MINUS)
}

/** A share, 0 to 100: `42 %` in Norwegian, `42%` in English. */
export function formatPercent(value: number, language: Language): string {
  return `${formatNumber(value, language)}${language === 'nb' ? NBSP : ''}%`
}

/** Energy in kWh, one decimal. (Intl has no such unit.) */
export function formatKwh(kwh: number, language: Language): string {
  return `${formatNumber(kwh, language, 1)}${NBSP}kWh`
}

/** A few things in a row: `a, b og c` in Norwegian, `a, b and c` in English. */
export function formatList(things: readonly string[], language: Language): string {
  return new Intl.ListFormat(LOCALES[language]).format(things)
}

/** A point in the day within a sentence: `kl. 07:00` in Norwegian, `07:00` in English. */
export function formatClock(instant: Date, voice: Voice): string {
  const time = localTime(instant, voice.timeZone)
  return voice.language === 'nb' ? `kl.${NBSP}${time}` : time
}

/** From start to end on the local clock, with an en dash: `01:00–05:30`. */
export function formatTimes(start: Date, end: Date, voice: Voice): string {
  return `${localTime(start, voice.timeZone)}–${localTime(end, voice.timeZone)}`
}

/** A day in short: `fre. 13. des.` in Norwegian, `Fri 13 Dec` in English. */
export function formatDay(instant: Date, voice: Voice): string {
  const format = new Intl.DateTimeFormat(LOCALES[voice.language], {
    timeZone: voice.timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  })
  return format.format(instant).replace(',', '')
}

/** Day and time in short: `fre. 13. des. kl. 02:15`. */
export function formatDayAndTime(instant: Date, voice: Voice): string {
  const comma = voice.language === 'en' ? ',' : ''
  return `${formatDay(instant, voice)}${comma} ${formatClock(instant, voice)}`
}

/** Further ahead than this a clock time alone could be that of another day, ms. */
const UNMISTAKABLE = 23 * 3_600_000

/** The clock where it can only be that of the hours to come; else with its day. */
export function formatSoon(instant: Date, now: Date, voice: Voice): string {
  const isNear = instant.getTime() - now.getTime() <= UNMISTAKABLE
  return isNear ? formatClock(instant, voice) : formatDayAndTime(instant, voice)
}

/** The date with its year: for what happened long ago, or will. */
export function formatDate(instant: Date, { language, timeZone }: Voice): string {
  const locale = LOCALES[language]
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'long' }).format(instant)
}
