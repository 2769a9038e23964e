import type { TimeZone } from '../base/local-time.ts'
import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { Reason } from '../control/reasons.ts'
import { formatPercent } from '../texts/format.ts'
import { pageTexts } from '../texts/page-texts.ts'
import { sentenceFor } from '../texts/reason-sentence.ts'
import { html, type Html } from './html.ts'
import { moodBadge } from './mood-badge.ts'
import { framed, type FrameView } from './page-frame.ts'
import { socGauge } from './soc-gauge.ts'

/** One driver and car of the sandbox. */
export interface DriverView {
  readonly driverLabel: string
  readonly carLabel: string
  /** What is worth seeing about this one, in the page's language; `null`: nothing more to say. */
  readonly story: string | null
  /** 0 to 100; `null`: not known. */
  readonly soc: number | null
  readonly minimum: number
  readonly target: number
  /** `null`: not connected yet. */
  readonly reason: Reason | null
  /** What the car was last seen to do; `null`: never. */
  readonly status: ChargingStatus | null
  /** By which carmaker the car can be connected; none once it is. */
  readonly ways: readonly { readonly carmakerLabel: string; readonly url: string }[]
  /** `null` until the car is connected. */
  readonly connected: { readonly planUrl: string; readonly consentUrl: string } | null
}

export interface LandingPageView extends FrameView {
  readonly timeZone: TimeZone
  readonly now: Date
  readonly drivers: readonly DriverView[]
  readonly metricsUrl: string
  /** Where "start over" posts to. */
  readonly restartUrl: string
  /** Who the prices come from: name and address. */
  readonly priceCredit: { readonly name: string; readonly url: string } | null
}

/** The sandbox's front page: who is there, and the ways in. */
export function renderLandingPage(view: LandingPageView): string {
  const texts = pageTexts(view.language).landing
  return framed(
    view,
    texts.title,
    html`<h1>${texts.title}</h1>
      <p class="lead">${texts.introduction}</p>
      <h2>${texts.drivers}</h2>
      ${
        view.drivers.length === 0
          ? html`<p>${texts.noDrivers}</p>`
          : html`<ul class="drivers" id="drivers" data-live>
              ${view.drivers.map((driver) => driverCard(driver, view))}
            </ul>`
      }
      <p class="quiet">
        <a href="${view.metricsUrl}">${texts.metrics}</a>
        ${view.priceCredit && credit(texts.pricesFrom, view.priceCredit)}
      </p>
      <form method="post" action="${view.restartUrl}">
        <button class="small">${texts.restart}</button>
      </form>`,
  )
}

function driverCard(driver: DriverView, view: LandingPageView): Html {
  const texts = pageTexts(view.language).landing
  return html`<li class="card driver">
    <div class="driver-head">
      <h3>${driver.driverLabel}</h3>
      <p class="quiet">${driver.carLabel}</p>
    </div>
    ${driver.story !== null && html`<p class="quiet story">${driver.story}</p>`}
    ${driver.reason && moodBadge(driver.reason.code, driver.status, view.language)}
    <p class="driver-sentence">
      ${driver.reason === null ? texts.notConnected : sentenceFor(driver.reason, view.language, view.timeZone, { now: view.now, status: driver.status })}
    </p>
    ${
      driver.soc !== null &&
      html`<p class="driver-soc">
          <span class="quiet">${texts.soc}</span> ${formatPercent(driver.soc, view.language)}
        </p>
        ${socGauge(driver)}`
    }
    <p class="choices">
      ${
        driver.connected === null
          ? driver.ways.map(
              ({ carmakerLabel, url }, index) =>
                html`<a class="button ${index === 0 ? 'primary' : ''}" href="${url}"
                  >${texts.connect(carmakerLabel)}</a
                > `,
            )
          : html`<a class="button primary" href="${driver.connected.planUrl}">${texts.plan}</a>
              <a class="button" href="${driver.connected.consentUrl}">${texts.consent}</a>`
      }
    </p>
  </li>`
}

function credit(words: string, source: { readonly name: string; readonly url: string }): Html {
  return html`· ${words} <a href="${source.url}">${source.name}</a>`
}
