import type { DatedWish, Departures, Weekday } from '../vehicles/departures.ts'

/** The forms in which drivers say what they want. */
export const WISH_FORMS = ['policy', 'week', 'exceptions', 'remove-exception', 'pause', 'resume'] as const
export type WishForm = (typeof WISH_FORMS)[number]

/** What became of the form that was sent last. What was wrong keeps what was typed, to be mended. */
export type WishNotice =
  | { readonly kind: 'saved'; readonly form: WishForm }
  | {
      readonly kind: 'invalid'
      readonly form: WishForm
      /** As it was typed, by the name of the field. */
      readonly typed: Readonly<Record<string, string>>
      /** Names of the fields that are wrong. */
      readonly faulty: readonly string[]
    }

/** What the driver wants, as it is stored: not what holds for the next departure, which may be one that differs. */
export interface WishView {
  readonly everyday: {
    /** State of charge, 0 to 100. */
    readonly target: number
    readonly minimum: number
    /** Local clock time, `HH:MM`. */
    readonly readyBy: string
  }
  readonly weekdays: Departures['weekdays']
  /** By date, none of them past. */
  readonly exceptions: readonly DatedWish[]
  /** `until` is `null` where the pause has no end. */
  readonly paused: { readonly until: Date | null } | null
  readonly notice: WishNotice | null
  /** Where each form is sent. */
  readonly urls: Readonly<Record<WishForm, string>>
}

/** The fields of a weekday. */
export function weekdayFields(day: Weekday): Readonly<Record<'readyBy' | 'target' | 'none', string>> {
  return { readyBy: `${day}-readyBy`, target: `${day}-target`, none: `${day}-none` }
}

/** The fields of a dated exception. */
export const EXCEPTION_FIELDS = {
  date: 'date',
  readyBy: 'date-readyBy',
  target: 'date-target',
  none: 'date-none',
} as const

/** The field in which a pause is given its end. */
export const PAUSE_FIELD = 'pausedUntil'
