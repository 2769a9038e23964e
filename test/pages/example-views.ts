import { kw, money } from '../../src/base/units.ts'
import type { CarCare } from '../../src/pages/car-care.ts'
import type { ChartPoint, ChartSlot } from '../../src/pages/chart-geometry.ts'
import type { ConsentPageView } from '../../src/pages/consent-page.ts'
import type { LandingPageView } from '../../src/pages/landing-page.ts'
import type { SandboxBanner } from '../../src/pages/page-frame.ts'
import type { BlockView, PlanPageView } from '../../src/pages/plan-view.ts'
import type { WishView } from '../../src/pages/wish-view.ts'
import type { CapacityStepOfPlan } from '../../src/planning/capacity-steps.ts'
import type { PlannedBlock } from '../../src/planning/plan-type.ts'
import { consentNotice } from '../../src/texts/consent-notice.ts'
import type { Language } from '../../src/texts/language.ts'
import { planOf } from '../support/plans.ts'

/**
 * NO2, from 2024-12-12 14:00Z by the hour, NOK/kWh without VAT: the Norwegian Consumer Council's price export, by way
 * of helgeu/norgespris. A few values for pictures and tests.
 */
const NO2 = [
  7.20617, 8.68007, 10.52665, 7.57954, 6.19634, 3.32974, 1.90622, 1.6968, 1.22581, 0.70811, 0.6484, 0.58216,
  0.53166, 0.56373, 0.58204, 0.68688, 1.1221, 2.18357, 2.74485,
]
const VAT = 1.25

export const exampleNow = new Date('2024-12-12T20:15:00Z')
const readyBy = new Date('2024-12-13T06:00:00Z')

export function exampleSlots(estimateFrom = new Date('2025-01-01T00:00:00Z')): ChartSlot[] {
  return NO2.map((price, index) => {
    const start = new Date(Date.UTC(2024, 11, 12, 14 + index))
    return {
      start,
      end: new Date(start.getTime() + 3_600_000),
      costPerKwh: price * VAT,
      quality: start < estimateFrom ? 'final' : 'estimate',
    }
  })
}

export const exampleBanner: SandboxBanner = {
  now: exampleNow,
  speed: 120,
  timeZone: 'Europe/Oslo',
  stepUrl: '/sandbox/step',
  pricesEndAt: new Date('2024-12-13T23:00:00Z'),
}

function points(...given: readonly (readonly [time: string, soc: number])[]): ChartPoint[] {
  return given.map(([at, soc]) => ({ at: new Date(at), soc }))
}

/** The house comes to 8.1 kW on its highest days; the step ends at 10. */
export const EXAMPLE_STEP: CapacityStepOfPlan = {
  ...{ month: '2024-12', upTo: kw(10), costPerMonth: money(312), nextCosts: money(272) },
  ...{ left: kw(13.8), highest: kw(12.1), isKept: true },
}

/** All is well, and there is nothing to tell. */
export const EXAMPLE_CARE: CarCare = {
  carmakerLabel: 'Tesla',
  health: { state: 'connected', reason: 'all-well' },
  mend: null,
  test: null,
  testUrl: '/plan/4711/test-charge',
}

/** Early on Fridays, away on Saturdays, and one trip before Christmas. */
export const EXAMPLE_WISH: WishView = {
  everyday: { target: 80, minimum: 20, readyBy: '07:00' },
  weekdays: { friday: { readyBy: '05:30', targetPercent: 95 }, saturday: { readyBy: null } },
  exceptions: [
    { date: '2024-12-23', readyBy: '06:15', targetPercent: 100 },
    { date: '2024-12-24', readyBy: null },
  ],
  paused: null,
  notice: null,
  urls: {
    policy: '/plan/4711/policy',
    week: '/plan/4711/week',
    exceptions: '/plan/4711/exceptions',
    'remove-exception': '/plan/4711/remove-exception',
    pause: '/plan/4711/pause',
    resume: '/plan/4711/resume',
  },
}

export function examplePlan(changes: Partial<PlanPageView> = {}): PlanPageView {
  const plan = planOf()
  return {
    language: 'nb',
    self: '/plan/4711',
    banner: exampleBanner,
    timeZone: 'Europe/Oslo',
    currency: 'NOK',
    driverLabel: 'Kari',
    carLabel: 'Tesla Model 3',
    now: exampleNow,
    reason: { code: 'waiting_for_lower_price', startsAt: new Date('2024-12-13T00:00:00Z') },
    status: 'connected',
    trouble: null,
    isServiceSilent: false,
    doesNotRestart: false,
    ahead: null,
    soc: 42,
    assumedSoc: null,
    limitBelow: null,
    isStanding: false,
    socObservedAt: new Date('2024-12-12T20:10:00Z'),
    target: 80,
    minimum: 20,
    readyBy,
    slots: exampleSlots(),
    blocks: plan.blocks.map((block) => blockView(block)),
    plan,
    capacitySteps: [EXAMPLE_STEP],
    expectedCurve: plan.socCurve,
    observedCurve: points(
      ['2024-12-12T16:30:00Z', 41],
      ['2024-12-12T16:36:00Z', 42],
      ['2024-12-12T20:10:00Z', 42],
    ),
    estimate: { cost: 25.17, baselineCost: 318.4 },
    basis: { vat: 'included', gridCharge: 'excluded' },
    provisional: false,
    feasibility: 'ready',
    shortfallKwh: 0,
    override: { active: false, byHand: null },
    chargeNowObstacle: null,
    care: EXAMPLE_CARE,
    wish: EXAMPLE_WISH,
    urls: {
      why: '/vehicles/car-1/why',
      chargeNow: '/plan/4711/charge-now',
      cancelChargeNow: '/plan/4711/charge-now/cancel',
      testCharge: '/plan/4711/test-charge',
      handBack: '/plan/4711/hand-back',
      chooseChargeNow: '/plan/4711/charge-now',
      withdraw: '/plan/4711/withdraw',
      consent: '/plan/4711/consent',
    },
    ...changes,
  }
}

function blockView({ start, end, energy, cost, reason, binding }: PlannedBlock): BlockView {
  return { start, end, energyKwh: energy, cost, reason, binding, state: 'planned' }
}

/** No price, no state of charge, no plan: the least a page may have to go on. */
export function barePlan(language: Language): PlanPageView {
  return examplePlan({
    language,
    banner: null,
    driverLabel: null,
    reason: { code: 'analysing' },
    soc: null,
    socObservedAt: null,
    slots: [],
    blocks: [],
    plan: null,
    capacitySteps: [],
    expectedCurve: [],
    observedCurve: [],
    estimate: null,
  })
}

export function exampleConsent(language: Language): ConsentPageView {
  return {
    language,
    self: '/consent/abc',
    banner: null,
    unanswered: null,
    notice: consentNotice(language, {
      controller: 'Fjordlys Strøm AS',
      contact: 'personvern@fjordlys.example',
      carmakerLabel: 'Tesla',
      recipients: ['Nordvik Drift AS'],
      scopes: ['openid', 'offline_access', 'vehicle_device_data', 'vehicle_charging_cmds'],
    }),
    carmakerLabel: 'Tesla',
    actionUrl: '/consent/abc',
  }
}

export function exampleLanding(language: Language): LandingPageView {
  const car = { minimum: 20, target: 80, story: null, ways: [], status: null }
  const connectedAt = (planUrl: string) => ({ planUrl, consentUrl: '/consent/abc' })
  const ways = [
    { carmakerLabel: 'Tesla', url: '/sandbox/connect?login=per' },
    { carmakerLabel: 'Smartcar', url: '/sandbox/connect?login=per&carmaker=smartcar' },
  ]
  return {
    language,
    self: '/',
    banner: exampleBanner,
    timeZone: 'Europe/Oslo',
    now: exampleNow,
    restartUrl: '/sandbox/restart',
    metricsUrl: '/metrics',
    priceCredit: { name: 'Hva koster strømmen.no', url: 'https://www.hvakosterstrommen.no' },
    drivers: [
      {
        ...car,
        driverLabel: 'Kari',
        carLabel: 'Tesla Model 3 · NO2',
        soc: 42,
        reason: { code: 'waiting_for_lower_price', startsAt: new Date('2024-12-13T00:00:00Z') },
        connected: connectedAt('/plan/1'),
      },
      {
        ...car,
        driverLabel: 'Ola',
        carLabel: 'Tesla Model Y · NO2',
        soc: 12,
        reason: { code: 'charging_min_soc', percent: 20 },
        connected: connectedAt('/plan/2'),
      },
      {
        ...car,
        driverLabel: 'Ánne',
        carLabel: 'Tesla Model S · NO4',
        soc: 55,
        reason: { code: 'will_be_late', percent: 80, readyBy, expectedAt: new Date('2024-12-13T06:45:00Z') },
        connected: connectedAt('/plan/3'),
      },
      {
        ...car,
        driverLabel: 'Per',
        carLabel: 'Tesla Model 3 · NO2',
        soc: null,
        reason: null,
        ways,
        connected: null,
      },
    ],
  }
}
