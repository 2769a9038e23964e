import { expect, test } from 'vitest'
import { kw, money } from '../../src/base/units.ts'
import type { CapacityStepOfPlan } from '../../src/planning/capacity-steps.ts'
import { capacitySentence } from '../../src/texts/capacity-sentence.ts'

const step: CapacityStepOfPlan = {
  ...{ month: '2025-01', upTo: kw(10), costPerMonth: money(680), nextCosts: money(70) },
  ...{ left: kw(13.8), highest: kw(12.14), isKept: true },
}
const dearer = { constraintCosts: [{ constraint: 'capacity-step', cost: money(1.71) }] } as const
const voice = (language: 'nb' | 'en') => ({ language, timeZone: 'Europe/Oslo', currency: 'NOK' }) as const
const told = (of: CapacityStepOfPlan, language: 'nb' | 'en', plan: { constraintCosts: [] } | typeof dearer) =>
  capacitySentence(of, plan, voice(language)).replaceAll('\u00a0', ' ')

test('a driver reads what the capacity step leaves and what keeping it is worth', () => {
  expect(told(step, 'nb', dearer)).toBe(
    'Effekttrinnet gir rom for 13,8 kW i en time; planen kommer opp i 12,1 kW. Du slipper 70,00 kr i måneden, og timene ble 1,71 kr dyrere.',
  )
  expect(told(step, 'en', dearer)).toContain('13.8 kW in an hour; the plan comes to 12.1 kW. You avoid')
})

test('nothing dearer, no step above and a step that is passed are said as such', () => {
  const none: { constraintCosts: [] } = { constraintCosts: [] }
  expect(told(step, 'nb', none)).toContain('uten at timene ble dyrere')
  expect(told({ ...step, nextCosts: null }, 'nb', none)).toBe(
    'Effekttrinnet gir rom for 13,8 kW i en time; planen kommer opp i 12,1 kW.',
  )
  expect(told({ ...step, isKept: false, highest: kw(19) }, 'nb', none)).toBe(
    'Planen kommer opp i 19,0 kW i en time, over de 13,8 kW som effekttrinnet gir rom for.',
  )
})
