import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { ReasonCode } from '../control/reasons.ts'
import type { BlockReason } from '../planning/plan-type.ts'
import type { Language } from './language.ts'
import { isYetToCharge } from './starting-sentences.ts'

/** What a price on the page does and does not contain. */
export interface PriceBasis {
  /** `exempt`: households in Nordland, Troms and Finnmark pay no VAT on electricity. */
  readonly vat: 'included' | 'exempt'
  readonly gridCharge: 'included' | 'excluded'
}

const BLOCK_REASONS: Readonly<Record<Language, Readonly<Record<BlockReason, string>>>> = {
  nb: {
    'minimum-first': 'Minstenivå først',
    cheapest: 'Blant de billigste timene',
    'no-time-to-choose': 'Trengs for å bli ferdig',
    'by-time': 'Pris ukjent, lagt etter klokka',
    frozen: 'Begynner for snart til å flyttes',
  },
  en: {
    'minimum-first': 'Minimum first',
    cheapest: 'Among the cheapest hours',
    'no-time-to-choose': 'Needed to be ready in time',
    'by-time': 'Price unknown, placed by time',
    frozen: 'Begins too soon to be moved',
  },
}

/** Why a block stands where it does, in a few words. */
export function blockReason(reason: BlockReason, language: Language): string {
  return BLOCK_REASONS[language][reason]
}

/** What is in the prices shown; printed wherever a price is. */
export function basisLabel(basis: PriceBasis, language: Language): string {
  const vat = {
    nb: { included: 'inkl. mva.', exempt: 'uten mva. (Nordland, Troms og Finnmark)' },
    en: { included: 'incl. VAT', exempt: 'without VAT (Nordland, Troms and Finnmark)' },
  }
  const grid = {
    nb: { included: 'med nettleie', excluded: 'uten nettleie' },
    en: { included: 'with grid charge', excluded: 'without grid charge' },
  }
  return `${vat[language][basis.vat]}, ${grid[language][basis.gridCharge]}`
}

/** What kind of moment it is: decides the badge over the sentence. */
export type Mood = 'charging' | 'starting' | 'waiting' | 'ready' | 'idle' | 'attention'

const MOODS: Readonly<Record<ReasonCode, Mood>> = {
  not_plugged_in: 'idle',
  analysing: 'waiting',
  waiting_for_lower_price: 'waiting',
  waiting_for_prices: 'waiting',
  waiting_for_capacity_step: 'waiting',
  waiting_for_other_car: 'waiting',
  charging_as_planned: 'charging',
  charging_below_capacity_step: 'charging',
  no_saving: 'charging',
  charging_without_prices: 'charging',
  charging_min_soc: 'charging',
  charging_boost: 'charging',
  charging_by_hand: 'charging',
  stopped_by_driver: 'attention',
  external_control: 'attention',
  charging_for_ready_by: 'charging',
  will_be_late: 'attention',
  ready: 'ready',
  vehicle_limit: 'ready',
  fast_charging: 'idle',
  away: 'idle',
  testing: 'waiting',
  waking: 'waiting',
  starting: 'waiting',
  stale_telemetry: 'attention',
  command_failed: 'attention',
  no_power: 'attention',
  charging_fault: 'attention',
  budget_spent: 'attention',
  rate_limited: 'attention',
  carmaker_down: 'attention',
  waiting_for_turn: 'waiting',
  needs_pairing: 'attention',
  not_controllable: 'idle',
  reauth_required: 'attention',
  paused: 'idle',
  given_back: 'attention',
  consent_withdrawn: 'idle',
}

const MOOD_WORDS: Readonly<Record<Language, Readonly<Record<Mood, string>>>> = {
  nb: {
    charging: 'Lader',
    starting: 'Starter',
    waiting: 'Venter',
    ready: 'Ferdig',
    idle: 'Styres ikke',
    attention: 'Følg med',
  },
  en: {
    charging: 'Charging',
    starting: 'Starting',
    waiting: 'Waiting',
    ready: 'Ready',
    idle: 'Not controlled',
    attention: 'Attention',
  },
}

/** @param status as last seen; `null`: not known */
export function moodOf(code: ReasonCode, status: ChargingStatus | null = null): Mood {
  const mood = MOODS[code]
  return mood === 'charging' && code !== 'charging_by_hand' && isYetToCharge(status) ? 'starting' : mood
}

export function moodWord(mood: Mood, language: Language): string {
  return MOOD_WORDS[language][mood]
}
