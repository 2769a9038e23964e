import type { Controllability } from '../carmakers/controllability.ts'
import type { ChargingStatus } from '../carmakers/charge-state.ts'
import type { Refusal } from '../carmakers/outcome.ts'
import type { CommandKind, Desired } from '../control/facts.ts'
import type { Language } from './language.ts'

/** Words of the decision log. Arguments are texts already formatted for the reader. */
export interface DecisionWords {
  readonly wanted: Readonly<Record<Desired | 'NOTHING', string>>
  readonly sent: Readonly<Record<CommandKind, string>>
  readonly attempt: (number: number) => string
  readonly confirmed: (at: string) => string
  readonly accepted: string
  readonly unknown: string
  readonly unanswered: string
  readonly refused: (why: string) => string
  readonly notSent: string
  readonly refusals: Readonly<Record<Exclude<Refusal, 'not_sent'>, string>>
  readonly status: Readonly<Record<ChargingStatus | 'unseen', string>>
  readonly asleep: string
  readonly offline: string
  readonly notHome: string
  readonly homeUnknown: string
  readonly controllable: Readonly<Record<Exclude<Controllability, 'yes'>, string>>
  readonly seen: (at: string) => string
  readonly soc: (percent: string, target: string) => string
  readonly limit: (percent: string) => string
  readonly ahead: (percent: string) => string
  readonly latestStart: (at: string) => string
  readonly newPlan: string
  readonly late: string
  readonly testing: string
  readonly spent: (commands: number, wakes: number) => string
  readonly passes: (number: string, until: string) => string
  readonly look: (at: string) => string
}

const WORDS: Readonly<Record<Language, DecisionWords>> = {
  nb: {
    wanted: {
      CHARGE: 'Bilen skulle lade',
      HOLD: 'Bilen skulle vente',
      RELEASE: 'Bilen skulle få lade som den ville',
      NOTHING: 'Bilen ble ikke styrt',
    },
    sent: { start: 'Ba bilen om å lade', stop: 'Ba bilen om å stoppe', wake: 'Vekket bilen' },
    attempt: (number) => ` (forsøk ${String(number)})`,
    confirmed: (at) => `det virket, sett ${at}`,
    accepted: 'svaret var ja, men det er ikke sett å virke',
    unknown: 'svaret kom aldri fram',
    unanswered: 'det er ikke skrevet ned noe svar',
    refused: (why) => `svaret var nei: ${why}`,
    notSent: 'beskjeden ble ikke sendt, for vi kan ikke spørre bilprodusenten oftere akkurat nå',
    refusals: {
      vehicle_asleep: 'bilen sov',
      vehicle_busy: 'bilen var opptatt',
      disconnected: 'bilen var ikke koblet til',
      no_power: 'laderen ga ikke strøm',
      not_paired: 'vi mangler nøkkelen til bilen',
      consent_missing: 'vi mangler tillatelse',
      rate_limited: 'bilprodusenten ba oss vente',
      client_misconfigured: 'noe er galt hos oss',
      other: 'uten grunn',
    },
    status: {
      disconnected: 'ikke koblet til',
      connected: 'koblet til, lader ikke',
      starting: 'begynner å lade',
      charging: 'lader',
      complete: 'fulladet',
      no_power: 'uten strøm fra laderen',
      fault: 'melder om feil',
      unknown: 'vet ikke hva bilen gjør',
      unseen: 'bilen er aldri lest av',
    },
    asleep: 'sover',
    offline: 'får ikke kontakt',
    notHome: 'ikke hjemme',
    homeUnknown: 'vet ikke om den er hjemme',
    controllable: { needs_pairing: 'mangler nøkkel', no: 'kan ikke styres' },
    seen: (at) => `lest av ${at}`,
    soc: (percent, target) => `ladenivå ${percent} av ${target}`,
    limit: (percent) => `bilens grense ${percent}`,
    ahead: (percent) => `lades på forskudd til ${percent}`,
    latestStart: (at) => `må begynne senest ${at}`,
    newPlan: 'ny plan',
    late: 'planen rekker det ikke',
    testing: 'ladeprøve pågår',
    spent: (commands, wakes) => `i dag: beskjeder ${String(commands)}, vekkinger ${String(wakes)}`,
    passes: (number, until) => `det samme ${number} ganger, til ${until}`,
    look: (at) => `ser igjen ${at}`,
  },
  en: {
    wanted: {
      CHARGE: 'The car was to charge',
      HOLD: 'The car was to wait',
      RELEASE: 'The car was to charge as it liked',
      NOTHING: 'The car was not controlled',
    },
    sent: {
      start: 'Told the car to charge',
      stop: 'Told the car to stop',
      wake: 'Woke the car',
    },
    attempt: (number) => ` (attempt ${String(number)})`,
    confirmed: (at) => `it worked, seen at ${at}`,
    accepted: 'the answer was yes, but it was not seen to work',
    unknown: 'the answer never came through',
    unanswered: 'no answer was written down',
    refused: (why) => `the answer was no: ${why}`,
    notSent: 'the message was not sent, as we may not call the carmaker more often just now',
    refusals: {
      vehicle_asleep: 'the car was asleep',
      vehicle_busy: 'the car was busy',
      disconnected: 'the car was not plugged in',
      no_power: 'the charger gave no power',
      not_paired: 'we lack the key to the car',
      consent_missing: 'we lack permission',
      rate_limited: 'the carmaker asked us to wait',
      client_misconfigured: 'something is wrong on our side',
      other: 'without a reason',
    },
    status: {
      disconnected: 'not plugged in',
      connected: 'plugged in, not charging',
      starting: 'beginning to charge',
      charging: 'charging',
      complete: 'full',
      no_power: 'without power from the charger',
      fault: 'reports a fault',
      unknown: 'not known what the car does',
      unseen: 'the car was never read',
    },
    asleep: 'asleep',
    offline: 'out of contact',
    notHome: 'not at home',
    homeUnknown: 'not known whether it is at home',
    controllable: { needs_pairing: 'lacks our key', no: 'cannot be controlled' },
    seen: (at) => `read at ${at}`,
    soc: (percent, target) => `state of charge ${percent} of ${target}`,
    limit: (percent) => `the car’s own limit ${percent}`,
    ahead: (percent) => `charged ahead to ${percent}`,
    latestStart: (at) => `has to begin by ${at}`,
    newPlan: 'new plan',
    late: 'the plan does not make it',
    testing: 'a test charge runs',
    spent: (commands, wakes) => `today: commands ${String(commands)}, wakes ${String(wakes)}`,
    passes: (number, until) => `the same ${number} times, until ${until}`,
    look: (at) => `looks again at ${at}`,
  },
}

export function decisionWords(language: Language): DecisionWords {
  return WORDS[language]
}
