import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { ReasonCode } from '../control/reasons.ts'
import type { Language } from '../texts/language.ts'
import { moodOf, moodWord, type Mood } from '../texts/plan-words.ts'
import { html, type Html } from './html.ts'

/** Shape, word and colour for what is going on: never colour alone. `status`: of the car as last seen. */
export function moodBadge(code: ReasonCode, status: ChargingStatus | null, language: Language): Html {
  const mood = moodOf(code, status)
  return html`<p class="badge badge-${mood}">${icon(mood)} ${moodWord(mood, language)}</p>`
}

const CLOCK = html`<path
  d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m0 2a5 5 0 1 1 0 10A5 5 0 0 1 8 3M7 5v4l3 2 1-1.6-2-1.2V5z"
/>`

const SHAPES: Readonly<Record<Mood, Html>> = {
  charging: html`<path d="M9 1 3 9h4l-1 6 7-9H8z" />`,
  starting: CLOCK,
  waiting: CLOCK,
  ready: html`<path d="m6.4 13.2-4.6-4.6 1.7-1.7 2.9 2.9 6.1-6.1 1.7 1.7z" />`,
  idle: html`<path d="M2 7h12v2H2z" />`,
  attention: html`<path d="M8 1 15.5 15H.5zM7 6v5h2V6zm0 6v2h2v-2z" fill-rule="evenodd" />`,
}

function icon(mood: Mood): Html {
  return html`<svg class="badge-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    ${SHAPES[mood]}
  </svg>`
}
