import { describe, expect, test } from 'vitest'
import { kwh, money } from '../../src/base/units.ts'
import { BLOCK_REASONS, CONSTRAINTS, type Plan, type PlannedBlock } from '../../src/planning/plan-type.ts'
import { NBSP } from '../../src/texts/format.ts'
import { LANGUAGES, type Language } from '../../src/texts/language.ts'
import type { MoneyVoice } from '../../src/texts/money.ts'
import { constraintWord, explainBlock, explainPlan, reasonWords } from '../../src/texts/plan-explanation.ts'
import { FIRST_BLOCK, planOf, SECOND_BLOCK } from '../support/plans.ts'

const nb: MoneyVoice = { language: 'nb', timeZone: 'Europe/Oslo', currency: 'NOK' }
const en: MoneyVoice = { language: 'en', timeZone: 'Europe/Oslo', currency: 'NOK' }

/** With ordinary spaces, to be read and written in a test. */
function told(plan: Plan, voice: MoneyVoice): string[] {
  return explainPlan(plan, voice).map(plain)
}

function toldOf(block: PlannedBlock, voice: MoneyVoice, plan = planOf({ blocks: [block] })): string {
  return plain(explainBlock(block, plan, voice))
}

function plain(sentence: string): string {
  return sentence.replaceAll(NBSP, ' ')
}

const at = (time: string): Date => new Date(`${time}:00Z`)

/** A plan with everything there is to tell. */
const hard = planOf({
  blocks: [
    {
      ...FIRST_BLOCK,
      reason: 'minimum-first',
      binding: ['minimum-soc', 'frozen', 'grid-limit'],
      alternative: null,
    },
    SECOND_BLOCK,
  ],
  feasibility: 'late',
  shortfall: kwh(5),
  expectedReadyAt: at('2024-12-13T07:45'),
  capacityCost: money(130),
  constraintCosts: [
    { constraint: 'capacity-step', cost: money(12.5) },
    { constraint: 'minimum-soc', cost: money(0.01) },
    { constraint: 'blocked', cost: money(0.0099) },
  ],
  relaxed: ['minimum-run'],
  provisional: true,
  gap: money(0.3),
})

describe('a plan is explained', () => {
  test('in Norwegian', () => {
    expect(told(planOf(), nb)).toEqual([
      'Etter planen er bilen ferdig ladet kl. 05:36.',
      '01:00–03:48: Blant de billigste timene, gitt grensen for antall starter. Nest best: 02:00–04:30, 3,20 kr dyrere.',
      '05:15–05:36: Blant de billigste timene. Nest best: 04:30–04:51, 0,40 kr dyrere.',
      'Grensen for antall starter koster 0,85 kr.',
    ])
  })

  test('in English', () => {
    expect(told(planOf(), en)).toEqual([
      'The plan has the car ready at 05:36.',
      '01:00–03:48: Among the cheapest hours, given the limit on starts. Next best: 02:00–04:30, NOK 3.20 dearer.',
      '05:15–05:36: Among the cheapest hours. Next best: 04:30–04:51, NOK 0.40 dearer.',
      'The plan costs NOK 0.85 more because of the limit on starts.',
    ])
  })

  test('in Norwegian with all that stood in its way, but for costs below one øre', () => {
    expect(told(hard, nb)).toEqual([
      'Tiden strekker ikke til. Det mangler omtrent 5,0 kWh fra laderen.',
      'Forventet ferdig kl. 08:45.',
      '01:00–03:48: Minstenivå først, gitt tidligere løfter og grensen for strømmen til hele hjemmet.',
      '05:15–05:36: Blant de billigste timene. Nest best: 04:30–04:51, 0,40 kr dyrere.',
      'Effekttrinnet i nettleien blir 130,00 kr dyrere denne måneden.',
      'Effekttrinnet i nettleien koster 12,50 kr.',
      'Minstenivået koster 0,01 kr.',
      'Kortere økter enn ønsket var nødvendig for å bli ferdig.',
      'Foreløpig plan: Den bygger på priser som ikke er endelige, og kan endre seg.',
      'Den beste planen kan være opptil 0,30 kr billigere.',
    ])
  })

  test('in English with all that stood in its way, but for costs below one øre', () => {
    expect(told(hard, en)).toEqual([
      'There is too little time. About 5.0 kWh from the charger will be missing.',
      'Expected to finish at 08:45.',
      '01:00–03:48: Minimum first, given earlier promises and the limit on power for the whole home.',
      '05:15–05:36: Among the cheapest hours. Next best: 04:30–04:51, NOK 0.40 dearer.',
      'The capacity step of the grid charge rises by NOK 130.00 this month.',
      'The plan costs NOK 12.50 more because of the capacity step of the grid charge.',
      'The plan costs NOK 0.01 more because of the minimum state of charge.',
      'Shorter runs than wanted were necessary to finish.',
      'Provisional plan: it leans on prices that are not final, and may change.',
      'The best plan may be up to NOK 0.30 cheaper.',
    ])
  })

  test('when there is nothing to charge, or no end to foresee', () => {
    const nothing = { blocks: [], expectedReadyAt: null, constraintCosts: [] }
    expect(told(planOf(nothing), nb)).toEqual(['Bilen trenger ikke lading.'])
    expect(told(planOf(nothing), en)).toEqual(['The car needs no charging.'])
    expect(told(planOf({ ...nothing, feasibility: 'late', shortfall: kwh(5) }), nb)).toEqual([
      'Tiden strekker ikke til. Det mangler omtrent 5,0 kWh fra laderen.',
    ])
  })

  test('with the day where it runs for more than one', () => {
    const later = {
      ...SECOND_BLOCK,
      start: at('2024-12-14T01:00'),
      end: at('2024-12-14T02:00'),
      alternative: null,
    }
    const plan = planOf({ blocks: [FIRST_BLOCK, later], expectedReadyAt: later.end, constraintCosts: [] })
    expect(told(plan, nb)).toEqual([
      'Etter planen er bilen ferdig ladet lør. 14. des. kl. 03:00.',
      'fre. 13. des. 01:00–03:48: Blant de billigste timene, gitt grensen for antall starter. Nest best: fre. 13. des. 02:00–04:30 og fre. 13. des. 05:15–05:36, 3,20 kr dyrere.',
      'lør. 14. des. 02:00–03:00: Blant de billigste timene. Noe annet er ikke mulig.',
    ])
    expect(told(plan, en)[0]).toBe('The plan has the car ready at Sat 14 Dec, 03:00.')
  })
})

describe('a block is explained', () => {
  const hours = (count: number) =>
    Array.from({ length: count }, (_, hour) => ({
      start: new Date(Date.UTC(2024, 11, 13, 2 * hour)),
      end: new Date(Date.UTC(2024, 11, 13, 2 * hour + 1)),
    }))
  const or = (count: number, extraCost: number): PlannedBlock => ({
    ...FIRST_BLOCK,
    binding: [],
    alternative: { blocks: hours(count), extraCost: money(extraCost) },
  })

  test('with another that costs the same', () => {
    expect(toldOf(or(1, 0.009), nb)).toBe('01:00–03:48: Blant de billigste timene. Like billig: 01:00–02:00.')
    expect(toldOf(or(1, 0.009), en)).toBe(
      '01:00–03:48: Among the cheapest hours. Just as cheap: 01:00–02:00.',
    )
  })

  test('with one that would be cheaper by now, where the plan is kept', () => {
    expect(toldOf(or(1, -0.23), nb)).toContain('Billigere nå: 01:00–02:00, 0,23 kr mindre.')
    expect(toldOf(or(1, -0.23), en)).toContain('Cheaper by now: 01:00–02:00, NOK 0.23 less.')
    expect(toldOf(or(1, -0.009), en)).toContain('Just as cheap')
  })

  test('with three of the other times, and how many more there are', () => {
    expect(toldOf(or(3, 1), nb)).toContain(
      'Nest best: 01:00–02:00, 03:00–04:00 og 05:00–06:00, 1,00 kr dyrere.',
    )
    expect(toldOf(or(5, 1), nb)).toContain(
      'Nest best: 01:00–02:00, 03:00–04:00, 05:00–06:00 og 2 til, 1,00 kr',
    )
    expect(toldOf(or(5, 1), en)).toContain(
      'Next best: 01:00–02:00, 03:00–04:00, 05:00–06:00 and 2 more, NOK 1.00',
    )
  })

  test('without the blocks that stay where they are, unless nothing else is left', () => {
    const same = { ...FIRST_BLOCK, alternative: { blocks: [SECOND_BLOCK], extraCost: money(2) } }
    expect(toldOf(FIRST_BLOCK, nb, planOf())).not.toContain('05:15–05:36')
    expect(toldOf(same, nb, planOf({ blocks: [same, SECOND_BLOCK] }))).toContain('Nest best: 05:15–05:36')
  })

  test('and only where something was chosen, that nothing else is possible', () => {
    const told = BLOCK_REASONS.map((reason) => toldOf({ ...FIRST_BLOCK, reason, alternative: null }, en))
    expect(told.filter((sentence) => sentence.endsWith('Nothing else is possible.'))).toEqual([
      '01:00–03:48: Among the cheapest hours, given the limit on starts. Nothing else is possible.',
    ])
  })
})

describe.each(LANGUAGES)('every reason and constraint in %s', (language) => {
  const voice: MoneyVoice = { language, timeZone: 'Europe/Oslo', currency: 'NOK' }

  test('has words of its own', () => {
    const reasons = BLOCK_REASONS.map((reason) => reasonWords({ reason, binding: [] }, language))
    const constraints = CONSTRAINTS.map((constraint) => constraintWord(constraint, language))
    expect(gaps([...reasons, ...constraints])).toEqual([])
    expect(reasons.length).toBeGreaterThan(4)
    expect(constraints.length).toBeGreaterThan(9)
  })

  test('gives one clean sentence as a cost and one when it gives way', () => {
    const sentences = CONSTRAINTS.flatMap((constraint) =>
      explainPlan(
        planOf({ blocks: [], constraintCosts: [{ constraint, cost: money(1) }], relaxed: [constraint] }),
        voice,
      ).slice(1),
    )
    expect(sentences).toHaveLength(2 * CONSTRAINTS.length)
    expect(gaps(sentences)).toEqual([])
    expect(sentences.filter((sentence) => !isSentence(sentence))).toEqual([])
  })

  test('is named beside every reason but the one that says it already', () => {
    const silent = BLOCK_REASONS.flatMap((reason) =>
      CONSTRAINTS.filter((constraint) => {
        return !reasonWords({ reason, binding: [constraint] }, language).includes(
          constraintWord(constraint, language),
        )
      }).map((constraint) => `${reason}: ${constraint}`),
    )
    expect(silent).toEqual(['minimum-first: minimum-soc', 'no-time-to-choose: ready-by', 'frozen: frozen'])
  })
})

test('the two languages have no words in common', () => {
  const words = (language: Language) => CONSTRAINTS.map((constraint) => constraintWord(constraint, language))
  expect(words('nb').filter((word) => words('en').includes(word))).toEqual([])
})

describe('the scan of sentences', () => {
  test('finds what is missing, said twice or left unfilled', () => {
    expect(gaps(['a', '', 'b', 'b', ' '])).toEqual(['', 'b', ' '])
    const bad = ['no capital.', 'No stop', 'Twice..', 'An undefined sum.', 'A {field}.', 'Two  spaces.']
    expect(bad.filter(isSentence)).toEqual([])
  })
})

/** Texts that say nothing, or what another says. */
function gaps(texts: readonly string[]): string[] {
  return texts.filter((text, index) => text.trim() === '' || texts.indexOf(text) !== index)
}

function isSentence(text: string): boolean {
  return /^\p{Lu}.*[^.]\.$/u.test(text) && !/undefined|null|NaN|[{}]| {2}/.test(text)
}
