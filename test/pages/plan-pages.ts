import { CHARGE_NOW_OBSTACLES } from '../../src/control/charge-now-obstacle.ts'
import { kwh, money } from '../../src/base/units.ts'
import { HEALTH_REASONS, HEALTH_STATES } from '../../src/events/health-reasons.ts'
import { TEST_CAUSES } from '../../src/events/test-causes.ts'
import { TROUBLE_CAUSES } from '../../src/events/trouble-causes.ts'
import type { CarCare } from '../../src/pages/car-care.ts'
import { renderPlanPage } from '../../src/pages/plan-page.ts'
import type { PlanPageView } from '../../src/pages/plan-view.ts'
import { WISH_FORMS } from '../../src/pages/wish-view.ts'
import { BLOCK_REASONS, CONSTRAINTS } from '../../src/planning/plan-type.ts'
import type { Language } from '../../src/texts/language.ts'
import { FIRST_BLOCK, planOf } from '../support/plans.ts'
import { EVERY_REASON } from '../texts/every-reason.ts'
import { EXAMPLE_CARE, EXAMPLE_WISH, barePlan, exampleNow as NOW, examplePlan } from './example-views.ts'

/** A page and what is special about it. */
export type Page = readonly [name: string, markup: string]

const plan = (language: Language, name: string, changes: Partial<PlanPageView>): Page => [
  `plan, ${name}`,
  renderPlanPage(examplePlan({ language, ...changes })),
]

/** The plan page in every state that car, connection and test may be in, and with everything that drivers may want. */
export function planPages(language: Language): readonly Page[] {
  return [...plansOfStates(language), ...plansOfWishes(language)]
}

/** Whatever the state of the car, its connection and its test may be. */
function plansOfStates(language: Language): readonly Page[] {
  const care = (changes: Partial<CarCare>): Partial<PlanPageView> => ({
    care: { ...EXAMPLE_CARE, ...changes },
  })
  return [
    ...EVERY_REASON.flatMap((reason) => [
      plan(language, reason.code, { reason, status: 'charging' }),
      plan(language, `${reason.code}, standing`, { reason, status: 'connected' }),
    ]),
    ...TROUBLE_CAUSES.map((trouble) => plan(language, `trouble ${trouble}`, { trouble })),
    ...HEALTH_REASONS.flatMap((reason) =>
      HEALTH_STATES.map((state) => plan(language, `health ${reason}`, care({ health: { state, reason } }))),
    ),
    ...(['reconnect', 'renew', 'addKey'] as const).map((kind) =>
      plan(language, kind, care({ mend: { kind, url: '/mend' } })),
    ),
    ...TEST_CAUSES.map((cause) =>
      plan(language, `test ${cause}`, care({ test: { finishedAt: NOW, cause } })),
    ),
    plan(language, 'service silent', { isServiceSilent: true }),
    plan(language, 'test running', care({ test: { finishedAt: null, cause: null } })),
    plan(language, 'test to come', care({ test: 'about-to-come' })),
    plan(language, 'assumed', { soc: null, assumedSoc: 30, doesNotRestart: true }),
    ['bare plan', renderPlanPage(barePlan(language))],
  ]
}

/** Whatever decides where charging stands, and whatever the driver wants. */
function plansOfWishes(language: Language): readonly Page[] {
  const blocks = BLOCK_REASONS.map((reason) => ({ ...FIRST_BLOCK, reason, binding: CONSTRAINTS }))
  const late = { feasibility: 'late', shortfall: kwh(3), provisional: true, gap: money(1) } as const
  const costs = CONSTRAINTS.map((constraint) => ({ constraint, cost: money(2) }))
  const whole = { ...late, constraintCosts: costs, relaxed: CONSTRAINTS, capacityCost: money(9) }
  const shown = blocks.map((block) => ({ ...block, energyKwh: 3, state: 'running' as const }))
  const wish = (changes: Partial<PlanPageView['wish']>): Partial<PlanPageView> => ({
    wish: { ...EXAMPLE_WISH, ...changes },
  })
  const overrides: readonly PlanPageView['override'][] = [
    { active: true, byHand: null },
    { active: true, byHand: null, until: NOW },
    { active: true, byHand: null, target: 90 },
    { active: true, byHand: null, untilUnplugged: true },
    { active: false, byHand: 'started' },
    { active: false, byHand: 'stopped' },
  ]
  const faulty = ['target', 'minimum', 'readyBy', 'date', 'date-target', 'monday-target', 'pausedUntil']
  return [
    plan(language, 'everything binds', {
      plan: planOf({ blocks, ...whole }),
      blocks: shown,
      ...late,
      shortfallKwh: 3,
    }),
    ...overrides.map((override) => plan(language, 'override', { override })),
    ...WISH_FORMS.flatMap((form) => [
      plan(language, `saved ${form}`, wish({ notice: { kind: 'saved', form } })),
      plan(language, `invalid ${form}`, wish({ notice: { kind: 'invalid', form, typed: {}, faulty } })),
    ]),
    plan(language, 'ahead', { ahead: { socPercent: 88, nextReadyBy: NOW, nextTarget: 90 } }),
    plan(language, 'pause', wish({ paused: { until: NOW } })),
    plan(language, 'endless pause', wish({ paused: { until: null } })),
    ...CHARGE_NOW_OBSTACLES.map((chargeNowObstacle) =>
      plan(language, `no charge now: ${chargeNowObstacle}`, { chargeNowObstacle }),
    ),
    ...[12, null].map((chargeNowExtra) => plan(language, 'charge now', { chargeNowExtra })),
  ]
}
