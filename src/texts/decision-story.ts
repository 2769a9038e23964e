import type { TimeZone } from '../base/local-time.ts'
import { REFUSALS } from '../carmakers/outcome.ts'
import type { Knew } from '../control/decision-log.ts'
import type { LoggedDecision } from '../control/decision-log-store.ts'
import { decisionWords } from './decision-words.ts'
import { formatClock, formatDayAndTime, formatNumber, formatPercent, type Voice } from './format.ts'
import type { Language } from './language.ts'
import { sentenceFor } from './reason-sentence.ts'

/** A decision in words: what was known, what was wanted and why, what was sent, and what came back. */
export interface DecisionStory {
  readonly at: string
  readonly wanted: string
  readonly why: string
  /** `null` if nothing was sent. */
  readonly sent: string | null
  readonly knew: string
  /** How long the same was decided, and when the car is looked at again. */
  readonly then: string
}

/** Tells a decision in the language and on the clock of the reader. */
export function decisionStory(
  decision: LoggedDecision,
  language: Language,
  timeZone: TimeZone,
): DecisionStory {
  const voice = { language, timeZone }
  const words = decisionWords(language)
  const { decided, knew } = decision
  return {
    at: formatDayAndTime(decision.decidedAt, voice),
    wanted: `${words.wanted[decided.desired ?? 'NOTHING']}.`,
    why: sentenceFor(decided.reason, language, timeZone, {
      now: decision.decidedAt,
      status: knew.status,
    }),
    sent: sentStory(decision.sent, voice),
    knew: sentence([...carFacts(knew, voice), ...planFacts(decision, voice)]),
    then: sentence(thenFacts(decision, voice)),
  }
}

function sentStory(sent: LoggedDecision['sent'], voice: Voice): string | null {
  if (sent === null) return null
  const words = decisionWords(voice.language)
  const told = `${words.sent[sent.kind]}${sent.attempt > 1 ? words.attempt(sent.attempt) : ''}`
  return `${told}; ${cameBack(sent, voice)}.`
}

function cameBack(
  { outcome, refusal, confirmedAt }: NonNullable<LoggedDecision['sent']>,
  voice: Voice,
): string {
  const words = decisionWords(voice.language)
  if (confirmedAt !== null) return words.confirmed(formatClock(confirmedAt, voice))
  if (outcome === 'refused') {
    const why = REFUSALS.find((one) => one === refusal) ?? 'other'
    return why === 'not_sent' ? words.notSent : words.refused(words.refusals[why])
  }
  return { done: words.accepted, unknown: words.unknown, none: words.unanswered }[outcome ?? 'none']
}

function carFacts(knew: Knew, voice: Voice): readonly (string | false)[] {
  const words = decisionWords(voice.language)
  const { status, reach, socPercent, targetPercent, limitPercent, aheadPercent, observedAt } = knew
  const percent = (value: number): string => formatPercent(value, voice.language)
  return [
    words.status[status ?? 'unseen'],
    reach === 'asleep' && words.asleep,
    reach === 'offline' && status !== null && words.offline,
    socPercent !== null && words.soc(percent(socPercent), percent(targetPercent)),
    limitPercent !== null && limitPercent < targetPercent && words.limit(percent(limitPercent)),
    aheadPercent !== undefined && words.ahead(percent(aheadPercent)),
    observedAt !== null && words.seen(formatClock(observedAt, voice)),
    ...whereabouts(knew, voice),
  ]
}

function whereabouts({ atHome, controllable }: Knew, { language }: Voice): readonly (string | false)[] {
  const words = decisionWords(language)
  return [
    atHome === false && words.notHome,
    atHome === null && words.homeUnknown,
    controllable !== null && controllable !== 'yes' && words.controllable[controllable],
  ]
}

function planFacts({ knew, decided }: LoggedDecision, voice: Voice): readonly (string | false)[] {
  const words = decisionWords(voice.language)
  const { latestStart, feasibility, testing, commandsToday, wakesToday } = knew
  return [
    decided.planCause !== null && words.newPlan,
    feasibility === 'late' && words.late,
    latestStart !== null && words.latestStart(formatClock(latestStart, voice)),
    testing && words.testing,
    commandsToday + wakesToday > 0 && words.spent(commandsToday, wakesToday),
  ]
}

function thenFacts({ passes, lastAt, nextDue }: LoggedDecision, voice: Voice): readonly (string | false)[] {
  const words = decisionWords(voice.language)
  return [
    passes > 1 && words.passes(formatNumber(passes, voice.language), formatClock(lastAt, voice)),
    nextDue !== null && words.look(formatClock(nextDue, voice)),
  ]
}

function sentence(facts: readonly (string | false)[]): string {
  const text = facts.filter((fact) => fact !== false).join(', ')
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
