import { durationHours, earliest, latest, type Interval } from '../base/interval.ts'
import type { BlockReason, Constraint, Plan, PlannedBlock } from '../planning/plan-type.ts'
import {
  formatClock,
  formatDay,
  formatDayAndTime,
  formatKwh,
  formatList,
  formatNumber,
  formatTimes,
  type Voice,
} from './format.ts'
import type { Language } from './language.ts'
import { formatSum, type MoneyVoice } from './money.ts'
import { pageTexts } from './page-texts.ts'
import { en } from './plan-explanation-en.ts'
import { nb, type ExplanationWords } from './plan-explanation-nb.ts'
import { blockReason } from './plan-words.ts'

const WORDS: Readonly<Record<Language, ExplanationWords>> = { nb, en }

/** Anything less would be shown as nothing, and is. */
const SMALLEST_SUM = 0.01
/** A plan of quarters may have a dozen blocks; more than these are counted. */
const MOST_TIMES = 3

/**
 * Why a plan is as it is, in whole sentences for a driver: when it is done, why each block stands where it does, what
 * the limits cost, which had to give way, and how sure all this is. Nothing is told that the plan does not hold.
 */
export function explainPlan(plan: Plan, voice: MoneyVoice): string[] {
  const { language } = voice
  const words = WORDS[language]
  return [
    ...finish(plan, voice),
    ...plan.blocks.map((block) => explainBlock(block, plan, voice)),
    ...extraCosts(plan, voice),
    ...plan.relaxed.map((constraint) => words.relaxed[constraint]),
    ...(plan.provisional ? [pageTexts(language).plan.provisional] : []),
    ...(plan.gap >= SMALLEST_SUM ? [words.gap(formatSum(plan.gap, voice))] : []),
  ]
}

/** Why a block of a plan stands where it does, and what the best plan without it costs more. */
export function explainBlock(block: PlannedBlock, plan: Plan, voice: MoneyVoice): string {
  const words = WORDS[voice.language]
  const why = words.block(timesIn(plan, voice)(block), reasonWords(block, voice.language))
  return [why, ...alternative(block, plan, voice)].join(' ')
}

/** What a plan has to keep to, in a few words for the middle of a sentence. */
export function constraintWord(constraint: Constraint, language: Language): string {
  return WORDS[language].constraints[constraint]
}

/** Why a block stands where it does, in a few words: its reason and what else decides. */
export function reasonWords(
  { reason, binding }: Pick<PlannedBlock, 'reason' | 'binding'>,
  language: Language,
): string {
  const short = blockReason(reason, language)
  const others = binding.filter((constraint) => constraint !== SAID_BY_REASON[reason])
  if (others.length === 0) return short
  const named = others.map((constraint) => constraintWord(constraint, language))
  return WORDS[language].given(short, formatList(named, language))
}

/** The constraint that a reason names already. */
const SAID_BY_REASON: Readonly<Record<BlockReason, Constraint | null>> = {
  'minimum-first': 'minimum-soc',
  cheapest: null,
  'no-time-to-choose': 'ready-by',
  'by-time': null,
  frozen: 'frozen',
}

function finish(plan: Plan, voice: Voice): string[] {
  const { language } = voice
  const words = WORDS[language]
  const format = isLong(plan) ? formatDayAndTime : formatClock
  const at = plan.expectedReadyAt && format(plan.expectedReadyAt, voice)
  if (plan.feasibility === 'ready') return [at === null ? words.nothingToCharge : words.ready(at)]
  const late = pageTexts(language).plan.late(formatKwh(plan.shortfall, language))
  return at === null ? [late] : [late, words.expected(at)]
}

function alternative({ reason, alternative: other }: PlannedBlock, plan: Plan, voice: MoneyVoice): string[] {
  const words = WORDS[voice.language]
  // Where nothing was chosen, that there was no other choice goes without saying.
  if (other === null) return reason === 'cheapest' ? [words.noOther] : []
  const times = timesInRow(movedTo(other.blocks, plan), plan, voice)
  if (other.extraCost <= -SMALLEST_SUM)
    return [words.cheaper(times, formatSum(Math.abs(other.extraCost), voice))]
  if (other.extraCost < SMALLEST_SUM) return [words.asCheap(times)]
  return [words.nextBest(times, formatSum(other.extraCost, voice))]
}

/** Blocks that both plans have say nothing; what is left is where the charging would go instead. */
function movedTo(blocks: readonly Interval[], plan: Plan): readonly Interval[] {
  const moved = blocks.filter((block) => !plan.blocks.some((planned) => isSame(block, planned)))
  return moved.length > 0 ? moved : blocks
}

function isSame(a: Interval, b: Interval): boolean {
  return a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime()
}

function timesInRow(intervals: readonly Interval[], plan: Plan, voice: Voice): string {
  const told = intervals.slice(0, MOST_TIMES).map(timesIn(plan, voice))
  const rest = intervals.length - told.length
  const others = rest > 0 ? [WORDS[voice.language].others(formatNumber(rest, voice.language))] : []
  return formatList([...told, ...others], voice.language)
}

/** In a plan for several departures the clock alone would not tell which day. */
function timesIn(plan: Plan, voice: Voice): (interval: Interval) => string {
  const long = isLong(plan)
  return ({ start, end }) => {
    const times = formatTimes(start, end, voice)
    return long ? `${formatDay(start, voice)} ${times}` : times
  }
}

function isLong({ blocks }: Plan): boolean {
  const all = blocks.flatMap((block) => [block, ...(block.alternative?.blocks ?? [])])
  const [first] = all
  if (first === undefined) return false
  const start = earliest(first.start, ...all.map((each) => each.start))
  const end = latest(first.end, ...all.map((each) => each.end))
  return durationHours({ start, end }) > 24
}

function extraCosts({ capacityCost, constraintCosts }: Plan, voice: MoneyVoice): string[] {
  const { language } = voice
  const words = WORDS[language]
  const raised = capacityCost >= SMALLEST_SUM ? [words.capacityCost(formatSum(capacityCost, voice))] : []
  return [
    ...raised,
    ...constraintCosts
      .filter(({ cost }) => cost >= SMALLEST_SUM)
      .map(({ constraint, cost }) =>
        words.constraintCost(constraintWord(constraint, language), formatSum(cost, voice)),
      ),
  ]
}
