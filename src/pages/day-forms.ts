import { localInstant } from '../base/local-time.ts'
import { formatDay, formatPercent, NBSP, type Voice } from '../texts/format.ts'
import { wishTexts } from '../texts/wish-texts.ts'
import { WEEKDAYS, type DatedWish, type Weekday } from '../vehicles/departures.ts'
import { formField, type Field } from './form-field.ts'
import { html, type Html } from './html.ts'
import { isOf, saved, typedOr } from './wish-field.ts'
import { EXCEPTION_FIELDS, weekdayFields, type WishForm, type WishView } from './wish-view.ts'

/** A row for each weekday: its own time, its own target, or no departure at all. */
export function weekForm(wish: WishView, voice: Voice): Html {
  const texts = wishTexts(voice.language).week
  const { notice } = wish
  const isWrong = isOf(wish, 'week', 'invalid')
  const wholeWeek = notice?.kind === 'invalid' && isWrong && notice.faulty.includes('week')
  return html`<details id="week" ${isWrong && html`open`}>
      <summary>${texts.heading}</summary>
      <p class="quiet">${texts.lead}</p>
      ${wholeWeek && html`<p class="fault" role="alert">${wishTexts(voice.language).faults.week}</p>`}
      <form class="days" method="post" action="${wish.urls.week}">
        ${WEEKDAYS.map((day) => weekdayRow(wish, day, voice))}
        <button>${texts.save}</button>
      </form>
    </details>
    ${saved(wish, 'week', texts.saved)}`
}

function weekdayRow(wish: WishView, day: Weekday, { language }: Voice): Html {
  const { week: texts, weekdays } = wishTexts(language)
  const names = weekdayFields(day)
  const stored = wish.weekdays[day]
  const inFull = (label: string): Pick<Field, 'label' | 'labelInFull'> => ({
    label,
    labelInFull: texts.of(label, weekdays[day]),
  })
  return html`<fieldset class="day-wish">
    <legend>${weekdays[day]}</legend>
    ${timeField(wish, 'week', {
      ...inFull(texts.readyBy),
      ...{ name: names.readyBy, stored: stored?.readyBy ?? '', language },
    })}
    ${targetField(wish, 'week', {
      ...inFull(texts.target),
      ...{ name: names.target, stored: String(stored?.targetPercent ?? ''), language },
    })}
    ${tick(wish, 'week', { name: names.none, label: texts.none, on: stored?.readyBy === null })}
  </fieldset>`
}

/** The days that differ, each with its way out, and the form for one more. */
export function exceptionForms(wish: WishView, voice: Voice): Html {
  const texts = wishTexts(voice.language).exceptions
  const { language } = voice
  const isWrong = isOf(wish, 'exceptions', 'invalid')
  const names = EXCEPTION_FIELDS
  return html`<details id="days" ${(isWrong || wish.exceptions.length > 0) && html`open`}>
      <summary>${texts.heading}</summary>
      <p class="quiet">${texts.lead}</p>
      ${wish.exceptions.length === 0 && html`<p>${texts.nothing}</p>`}
      <ul class="exceptions">
        ${wish.exceptions.map((one) => exceptionLine(wish, one, voice))}
      </ul>
      <form class="days" method="post" action="${wish.urls.exceptions}">
        <div class="day-wish">
          ${formField({
            ...{ name: names.date, type: 'date', label: texts.date, required: true },
            ...typedOr(wish, 'exceptions', {
              ...{ name: names.date, stored: '', fault: wishTexts(language).faults.date },
            }),
          })}
          ${timeField(wish, 'exceptions', {
            ...{ name: names.readyBy, label: texts.readyBy, stored: '', language },
          })}
          ${targetField(wish, 'exceptions', {
            ...{ name: names.target, label: texts.target, help: texts.targetHelp, stored: '', language },
          })}
          ${tick(wish, 'exceptions', { name: names.none, label: texts.none, on: false })}
        </div>
        <button>${texts.add}</button>
      </form>
    </details>
    ${saved(wish, 'exceptions', texts.saved)} ${saved(wish, 'remove-exception', texts.saved)}`
}

function exceptionLine(wish: WishView, one: DatedWish, voice: Voice): Html {
  const texts = wishTexts(voice.language).exceptions
  const day = formatDay(localInstant(one.date, '12:00', voice.timeZone), voice)
  return html`<li>
    <span><time datetime="${one.date}">${day}</time>: ${inWords(one, voice)}</span>
    <form method="post" action="${wish.urls['remove-exception']}">
      <input type="hidden" name="date" value="${one.date}" />
      <button class="small" aria-label="${texts.removeOf(day)}">${texts.remove}</button>
    </form>
  </li>`
}

/** A day's time and target in a few words. */
function inWords({ readyBy, targetPercent }: DatedWish, { language }: Voice): string {
  const texts = wishTexts(language).exceptions
  if (readyBy === null) return texts.noDeparture
  const time = language === 'nb' ? `kl.${NBSP}${readyBy}` : readyBy
  if (targetPercent === undefined) return texts.at(time)
  return texts.atTarget(time, formatPercent(targetPercent, language))
}

type DayField = Pick<Field, 'name' | 'label' | 'labelInFull' | 'help'> & {
  readonly stored: string
  readonly language: Voice['language']
}

function timeField(wish: WishView, form: WishForm, field: DayField): Html {
  const fault = wishTexts(field.language).faults.readyBy
  return formField({ ...field, type: 'time', ...typedOr(wish, form, { ...field, fault }) })
}

function targetField(wish: WishView, form: WishForm, field: DayField): Html {
  const fault = wishTexts(field.language).faults.target
  const range = { least: 1, most: 100 }
  return formField({ ...field, type: 'number', range, ...typedOr(wish, form, { ...field, fault }) })
}

function tick(
  { notice }: WishView,
  form: WishForm,
  { name, label, on }: { readonly name: string; readonly label: string; readonly on: boolean },
): Html {
  const typed = notice?.kind === 'invalid' && notice.form === form ? notice.typed : undefined
  const checked = typed === undefined ? on : Object.hasOwn(typed, name)
  return html`<label class="choice"
    ><input type="checkbox" name="${name}" id="${name}" ${checked && html`checked`} />${label}</label
  >`
}
