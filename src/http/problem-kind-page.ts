import { html } from '../pages/html.ts'
import { framed, type FrameView } from '../pages/page-frame.ts'
import { PROBLEMS, type ProblemCode, type Resolution } from './problem-catalogue.ts'

const REMEDIES: Readonly<Record<Resolution, string>> = {
  fix_request: 'Correct the request; sending it again unchanged gives the same answer.',
  retry: 'Send the same request again later.',
  reconnect: 'The driver has to connect the car again.',
  contact_support: 'Sending it again will not help. Ask for help and quote the trace id.',
}

/** The page behind a problem's `type`, for developers; in English, as the documents themselves are. */
export function renderProblemKind(code: ProblemCode, frame: FrameView): string {
  const { status, title, resolution, explanation } = PROBLEMS[code]
  return framed(
    { ...frame, language: 'en', isInOneLanguage: true },
    title,
    html`<section class="card message">
      <p class="quiet">${status} · ${code} · ${resolution}</p>
      <h1>${title}</h1>
      <p>${explanation}</p>
      <p>${REMEDIES[resolution]}</p>
    </section>`,
  )
}
