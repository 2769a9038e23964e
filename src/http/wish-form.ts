import { z } from 'zod'
import { localInstant, type TimeZone } from '../base/local-time.ts'
import type { WishForm, WishNotice } from '../pages/wish-view.ts'
import { EXCEPTION_FIELDS, PAUSE_FIELD, weekdayFields } from '../pages/wish-view.ts'
import { findPolicy } from '../vehicles/policy-store.ts'
import { WEEKDAYS } from '../vehicles/departures.ts'
import type { Vehicle } from '../vehicles/vehicle.ts'
import type { HttpContext } from './dependencies.ts'
import { required } from './find.ts'
import { storePolicy } from './policy-change.ts'
import { policyRequestSchema } from './schemas.ts'
import { policyDocument } from './vehicle-document.ts'

type Typed = Readonly<Record<string, string>>
/** The policy as the API takes it. */
type Body = Readonly<Record<string, unknown>> & {
  readonly exceptions: readonly { readonly date: string }[]
  readonly timeZone: TimeZone
}

/** What a form changes, in the words of the API, whose rules then hold for both. */
interface Form {
  readonly fields: readonly string[]
  change(typed: Typed, policy: Body): object
  /** The field that a fault at a place in the body is about. */
  fieldAt(path: readonly PropertyKey[]): string
}

const FORMS: Readonly<Record<WishForm, Form>> = {
  policy: {
    fields: ['target', 'minimum', 'readyBy'],
    change: ({ target, minimum, readyBy }) => ({
      targetPercent: figure(target),
      minimumPercent: figure(minimum),
      readyBy,
    }),
    fieldAt: ([first]) =>
      first === 'targetPercent' ? 'target' : first === 'readyBy' ? 'readyBy' : 'minimum',
  },
  week: {
    fields: [...WEEKDAYS.flatMap((day) => Object.values(weekdayFields(day))), 'week'],
    change: (typed, policy) => ({ weekdays: weekIn(typed, policy) }),
    fieldAt: ([, day, field]) => dayField(day, field) ?? 'week',
  },
  exceptions: {
    fields: Object.values(EXCEPTION_FIELDS),
    change: (typed, { exceptions }) => ({ exceptions: [...exceptions, exceptionIn(typed)] }),
    fieldAt: ([, , field]) =>
      field === 'readyBy'
        ? EXCEPTION_FIELDS.readyBy
        : field === 'targetPercent'
          ? EXCEPTION_FIELDS.target
          : EXCEPTION_FIELDS.date,
  },
  'remove-exception': {
    fields: ['date'],
    change: ({ date }, { exceptions }) => ({ exceptions: exceptions.filter((one) => one.date !== date) }),
    fieldAt: () => 'date',
  },
  pause: {
    fields: [PAUSE_FIELD],
    change: (typed, { timeZone }) => ({ paused: true, pausedUntil: instantIn(typed[PAUSE_FIELD], timeZone) }),
    fieldAt: () => PAUSE_FIELD,
  },
  resume: {
    fields: [],
    change: () => ({ paused: false, pausedUntil: null }),
    fieldAt: () => '',
  },
}

const typedSchema = z.record(z.string(), z.string())

/**
 * Takes one of the forms for what the driver wants. It is measured by the rules of the API, and changes only what it is about.
 *
 * @returns what the page is to say about it; what is wrong was not stored
 * @throws ProblemError `precondition-failed` if somebody changed the policy at the same time
 */
export async function takeWish(
  { control }: HttpContext,
  vehicle: Vehicle,
  sent: { readonly form: WishForm; readonly body: unknown },
): Promise<WishNotice> {
  const form = FORMS[sent.form]
  const parsed = typedSchema.safeParse(sent.body ?? {})
  const typed = parsed.success ? parsed.data : {}
  const invalid = (faulty: readonly string[]): WishNotice => ({
    kind: 'invalid',
    form: sent.form,
    typed,
    faulty,
  })
  // A form with fields that nobody knows is wrong as a whole.
  const isOurs = parsed.success && Object.keys(typed).every((name) => form.fields.includes(name))
  if (!isOurs) return invalid(form.fields)
  const now = control.clock.now()
  const current = required('policy', await findPolicy(control.db, vehicle.id))
  const { pausedUntil, ...document } = policyDocument(current, now)
  const body = { ...document, pausedUntil: pausedUntil?.toISOString() ?? null }
  const told = policyRequestSchema(now).safeParse({ ...body, ...form.change(typed, body) })
  if (!told.success) return invalid([...new Set(told.error.issues.map(({ path }) => form.fieldAt(path)))])
  await storePolicy(control, vehicle.id, told.data, current.version)
  return { kind: 'saved', form: sent.form }
}

/** Days without a word of their own are left out. */
function weekIn(typed: Typed, policy: Body): Readonly<Record<string, object>> {
  const days = WEEKDAYS.map((day) => {
    const names = weekdayFields(day)
    const wish = { readyBy: typed[names.readyBy] ?? '', target: typed[names.target] ?? '' }
    const isOff = Object.hasOwn(typed, names.none)
    const isAlike = !isOff && wish.readyBy === '' && wish.target === ''
    const readyBy = wish.readyBy === '' ? policy['readyBy'] : wish.readyBy
    return [day, isAlike ? undefined : dayWish(isOff ? null : readyBy, isOff ? '' : wish.target)] as const
  })
  return Object.fromEntries(days.flatMap(([day, wish]) => (wish === undefined ? [] : [[day, wish]])))
}

function exceptionIn(typed: Typed): { date: string } {
  const names = EXCEPTION_FIELDS
  const isOff = Object.hasOwn(typed, names.none)
  const wish = dayWish(isOff ? null : typed[names.readyBy], isOff ? '' : typed[names.target])
  return { date: typed[names.date] ?? '', ...wish }
}

function dayWish(readyBy: unknown, target: string | undefined): object {
  return { readyBy, ...(target !== undefined && target !== '' && { targetPercent: figure(target) }) }
}

/** A figure, or what was typed instead of one, for the rules to refuse. */
function figure(typed: string | undefined): unknown {
  return typed !== undefined && /^\d{1,3}$/.test(typed) ? Number(typed) : typed
}

/** A local time that a browser sends, as an instant; nothing is no end, and anything else is for the rules to refuse. */
function instantIn(typed: string | undefined, timeZone: TimeZone): string | null {
  if (typed === undefined || typed === '') return null
  const [day = '', time = ''] = typed.split('T')
  const isLocal = z.iso.date().safeParse(day).success && /^([01]\d|2[0-3]):[0-5]\d$/.test(time)
  return isLocal ? localInstant(day, time, timeZone).toISOString() : typed
}

function dayField(day: PropertyKey | undefined, field: PropertyKey | undefined): string | undefined {
  const weekday = WEEKDAYS.find((one) => one === day)
  if (weekday === undefined) return undefined
  const names = weekdayFields(weekday)
  return field === 'targetPercent' ? names.target : names.readyBy
}
