import { formatDayAndTime, type Voice } from '../texts/format.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { wishTexts } from '../texts/wish-texts.ts'
import { formField } from './form-field.ts'
import { exceptionForms, weekForm } from './day-forms.ts'
import { html, type Html } from './html.ts'
import type { PlanPageView } from './plan-view.ts'
import { isOf, saved, typedOr } from './wish-field.ts'
import { PAUSE_FIELD, type WishView } from './wish-view.ts'

/** Everything the driver can want: each day, the days that differ, and a pause. */
export function wishForms(view: PlanPageView, voice: Voice): Html {
  return html`${policyForm(view)} ${weekForm(view.wish, voice)} ${exceptionForms(view.wish, voice)}
  ${pauseForm(view.wish, voice)}`
}

/** Target, ready-by and minimum of every day, with what is wrong beside the field it is about. */
function policyForm({ wish, language }: PlanPageView): Html {
  const texts = pageTexts(language).policy
  const { everyday } = wish
  const hasOthers =
    wish.exceptions.length > 0 || Object.values(wish.weekdays).some((day) => day !== undefined)
  const days = wishTexts(language)
  const percent = (name: 'target' | 'minimum', help: string): Html =>
    formField({
      ...{ name, type: 'number', label: texts[name], help, required: true },
      range: { least: name === 'target' ? 1 : 0, most: 100 },
      ...typedOr(wish, 'policy', { name, stored: String(everyday[name]), fault: texts.invalid[name] }),
    })
  return html`<h2>${texts.heading}</h2>
    ${saved(wish, 'policy', texts.saved)}
    <form class="policy" method="post" action="${wish.urls.policy}">
      ${percent('target', texts.targetHelp)}
      ${formField({
        ...{ name: 'readyBy', type: 'time', label: texts.readyBy, required: true },
        help: hasOthers ? days.otherDays : days.everyDay,
        ...typedOr(wish, 'policy', {
          ...{ name: 'readyBy', stored: everyday.readyBy, fault: texts.invalid.readyBy },
        }),
      })}
      ${percent('minimum', texts.minimumHelp)}
      <button class="primary">${texts.save}</button>
    </form>`
}

/** A pause, with an end or without one; or the way out of it. */
function pauseForm(wish: WishView, voice: Voice): Html {
  const texts = wishTexts(voice.language).pause
  const { paused } = wish
  if (paused !== null) {
    const { until } = paused
    return html`<h3 id="pause">${texts.heading}</h3>
      <p class="note" role="status">
        ${until === null ? texts.on : texts.onUntil(formatDayAndTime(until, voice))}
      </p>
      <form method="post" action="${wish.urls.resume}">
        <button class="primary">${texts.resume}</button>
      </form>`
  }
  const isWrong = isOf(wish, 'pause', 'invalid')
  return html`<details id="pause" ${isWrong && html`open`}>
      <summary>${texts.heading}</summary>
      <p class="quiet">${texts.lead}</p>
      <form class="stacked" method="post" action="${wish.urls.pause}">
        ${formField({
          ...{ name: PAUSE_FIELD, type: 'datetime-local', label: texts.until, help: texts.untilHelp },
          ...typedOr(wish, 'pause', {
            ...{ name: PAUSE_FIELD, stored: '', fault: wishTexts(voice.language).faults.until },
          }),
        })}
        <button>${texts.begin}</button>
      </form>
    </details>
    ${saved(wish, 'resume', texts.resumed)}`
}
