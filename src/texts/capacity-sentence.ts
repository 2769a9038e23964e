import type { CapacityStepOfPlan } from '../planning/capacity-steps.ts'
import type { Plan } from '../planning/plan-type.ts'
import { formatNumber, NBSP } from './format.ts'
import type { Language } from './language.ts'
import { formatSum, type MoneyVoice } from './money.ts'

/** Arguments are texts already formatted for the reader. */
const WORDS = {
  nb: {
    kept: (left: string, highest: string) =>
      `Effekttrinnet gir rom for ${left} i en time; planen kommer opp i ${highest}.`,
    worth: (avoided: string, dearer: string) =>
      `Du slipper ${avoided} i måneden, og timene ble ${dearer} dyrere.`,
    free: (avoided: string) => `Du slipper ${avoided} i måneden, uten at timene ble dyrere.`,
    passed: (left: string, highest: string) =>
      `Planen kommer opp i ${highest} i en time, over de ${left} som effekttrinnet gir rom for.`,
  },
  en: {
    kept: (left: string, highest: string) =>
      `The capacity step has room for ${left} in an hour; the plan comes to ${highest}.`,
    worth: (avoided: string, dearer: string) =>
      `You avoid ${avoided} a month, and the hours cost ${dearer} more.`,
    free: (avoided: string) => `You avoid ${avoided} a month, and the hours cost no more.`,
    passed: (left: string, highest: string) =>
      `The plan comes to ${highest} in an hour, above the ${left} that the capacity step leaves.`,
  },
} satisfies Readonly<Record<Language, unknown>>

/** A sum below this would be shown as nothing, and is. */
const SMALLEST_SUM = 0.01

/** How a plan stands to the capacity step of a month, and what keeping it is worth, in sentences for a driver. */
export function capacitySentence(
  { left, highest, nextCosts, isKept }: CapacityStepOfPlan,
  plan: Pick<Plan, 'constraintCosts'>,
  voice: MoneyVoice,
): string {
  const words = WORDS[voice.language]
  const [most, peak] = [left, highest].map((kw) => `${formatNumber(kw, voice.language, 1)}${NBSP}kW`)
  if (!isKept) return words.passed(most ?? '', peak ?? '')
  const kept = words.kept(most ?? '', peak ?? '')
  if (nextCosts === null) return kept
  const dearer = plan.constraintCosts.find(({ constraint }) => constraint === 'capacity-step')?.cost ?? 0
  const avoided = formatSum(nextCosts, voice)
  return `${kept} ${dearer < SMALLEST_SUM ? words.free(avoided) : words.worth(avoided, formatSum(dearer, voice))}`
}
