import type { TimeZone } from '../base/local-time.ts'
import { formatDayAndTime, formatNumber } from '../texts/format.ts'
import { otherLanguage, type Language } from '../texts/language.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { html, renderHtml, type Html } from './html.ts'

/** Where the files of `src/pages/assets` are served. */
export const ASSETS_PATH = '/assets'

export const SANDBOX_STEPS = ['plus-15-min', 'to-13', 'to-ready-by'] as const
export type SandboxStep = (typeof SANDBOX_STEPS)[number]

/** Shown on every page of the sandbox, so that nobody takes simulated time for real. */
export interface SandboxBanner {
  readonly now: Date
  /** World time per real time. */
  readonly speed: number
  readonly timeZone: TimeZone
  /** Receives a POST with `step` (one of {@link SANDBOX_STEPS}) and `returnTo`; `null`: no buttons. */
  readonly stepUrl: string | null
  /** Where the shipped prices end; `null` if they do not. */
  readonly pricesEndAt: Date | null
}

/** What every page has. */
export interface FrameView {
  readonly language: Language
  /** Path of the page itself, for the language switch. */
  readonly self: string
  readonly banner: SandboxBanner | null
  /** Set for a page that there is in no other language. */
  readonly isInOneLanguage?: true
}

/** A whole page around its main content. No inline script or style, so that a strict content security policy holds. */
export function framed(view: FrameView, title: string, main: Html): string {
  const texts = pageTexts(view.language).frame
  const page = html`<!doctype html>
    <html lang="${view.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>${title} · Ladeplan</title>
        <link rel="stylesheet" href="${ASSETS_PATH}/ladeplan.css" />
        <link rel="icon" href="${ASSETS_PATH}/icon.svg" type="image/svg+xml" />
        <script src="${ASSETS_PATH}/page.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">${texts.skip}</a>
        ${banner(view)}
        <header class="top">
          <span class="brand">${mark()} Ladeplan</span>
          ${view.isInOneLanguage !== true && languageSwitch(view)}
        </header>
        <main id="main">${main}</main>
        <footer class="bottom"><p>${texts.privacy}</p></footer>
      </body>
    </html> `
  return renderHtml(page)
}

/** The path of a page in a given language; other parts of the address stay. */
export function inLanguage(path: string, language: Language): string {
  const [address = '', fragment] = path.split('#')
  const [pathname = '', query = ''] = address.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language)
  return `${pathname}?${parameters.toString()}${fragment === undefined ? '' : `#${fragment}`}`
}

function languageSwitch(view: FrameView): Html {
  const texts = pageTexts(view.language).frame
  const other = otherLanguage(view.language)
  return html`<nav aria-label="${texts.chooseLanguage}">
    <a class="language" href="${inLanguage(view.self, other)}" hreflang="${other}" lang="${other}"
      >${texts.otherLanguage}</a
    >
  </nav>`
}

function banner(view: FrameView): Html | null {
  if (view.banner === null) return null
  const { now, speed, timeZone, pricesEndAt } = view.banner
  const texts = pageTexts(view.language).frame
  const voice = { language: view.language, timeZone }
  return html`<aside class="sandbox" aria-label="${texts.sandboxNote}">
    <div class="sandbox-inner">
      <p class="sandbox-time" data-live id="sandbox-time">
        ${texts.simulated(formatDayAndTime(now, voice), formatNumber(speed, view.language))}
      </p>
      ${stepButtons(view, view.banner)}
      <p class="sandbox-note">
        ${texts.sandboxNote} ${pricesEndAt && texts.pricesEnd(formatDayAndTime(pricesEndAt, voice))}
      </p>
    </div>
  </aside>`
}

function stepButtons(view: FrameView, banner: SandboxBanner): Html | null {
  if (banner.stepUrl === null) return null
  const texts = pageTexts(view.language).frame
  return html`<form class="steps" method="post" action="${banner.stepUrl}">
    <input type="hidden" name="returnTo" value="${view.self}" />
    <fieldset>
      <legend class="hidden">${texts.stepsLabel}</legend>
      ${SANDBOX_STEPS.map(
        (step) => html`<button class="small" name="step" value="${step}">${texts.steps[step]}</button>`,
      )}
    </fieldset>
  </form>`
}

function mark(): Html {
  return html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
    <rect x="1" y="11" width="4" height="12" rx="1" />
    <rect x="7" y="6" width="4" height="17" rx="1" />
    <rect class="mark-chosen" x="13" y="15" width="4" height="8" rx="1" />
    <rect class="mark-chosen" x="19" y="18" width="4" height="5" rx="1" />
  </svg>`
}
