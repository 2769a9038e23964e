import type { Language } from '../../texts/language.ts'

/** What `ladeplan plan` says around the sentences a driver would be told. */
export interface PlanCommandWords {
  readonly title: (soc: string, target: string, readyBy: string, now: string) => string
  readonly need: (energy: string, time: string, power: string) => string
  readonly nothing: string
  readonly ready: (time: string, slack: string) => string
  readonly readyJustInTime: (time: string) => string
  readonly late: (missing: string, readyBy: string, finish: string) => string
  readonly latestStart: (time: string) => string
  /** Titles of the blocks' first and last column. */
  readonly when: string
  readonly why: string
  readonly charging: string
  readonly doubled: string
  readonly legend: (minutes: string, unit: string, hasParts: boolean) => string
  readonly saved: string
  readonly share: string
  readonly plan: string
  readonly plugAndCharge: string
  readonly meanPrice: string
  readonly withoutRunLimits: string
  readonly basis: (slots: string, start: string, end: string, unit: string) => string
  readonly nothingAdded: string
  readonly unknown: string
  readonly hours: (hours: string, minutes: string) => string
  readonly minutes: (minutes: string) => string
}

const en: PlanCommandWords = {
  title: (soc, target, readyBy, now) => `From ${soc} to ${target} by ${readyBy}; now is ${now}`,
  need: (energy, time, power) => `Needs ${energy} at the plug: ${time} at ${power}.`,
  nothing: 'Nothing to charge.',
  ready: (time, slack) => `Ready ${time}, ${slack} before it is needed.`,
  readyJustInTime: (time) => `Ready ${time}, just when it is needed.`,
  late: (missing, readyBy, finish) => `LATE: ${missing} are missing ${readyBy}; full ${finish}.`,
  latestStart: (time) => `Charging without a break has to begin by ${time} at the latest.`,
  when: 'Charging',
  why: 'why',
  charging: 'charging',
  doubled: 'An hour comes twice while clocks go back: A is the first, B the second.',
  legend: (minutes, unit, hasParts) =>
    `A column is ${minutes}; ${unit} on a square-root scale; █ charging${hasParts ? ', ▄ in part' : ''}`,
  saved: 'plan saves',
  share: 'of it',
  plan: 'This plan',
  plugAndCharge: 'Plugged in and charging from now on',
  meanPrice: 'At the mean price until ready-by',
  withoutRunLimits: 'Any number of starts, of any length',
  basis: (slots, start, end, unit) => `Prices: ${slots} slots, ${start} to ${end}, ${unit}.`,
  nothingAdded: 'They are taken as they stand: no VAT, grid charge or tax is added.',
  unknown: 'no price',
  hours: (hours, minutes) => `${hours} h ${minutes} min`,
  minutes: (minutes) => `${minutes} min`,
}

const nb: PlanCommandWords = {
  title: (soc, target, readyBy, now) => `Fra ${soc} til ${target} innen ${readyBy}; nå er ${now}`,
  need: (energy, time, power) => `Trenger ${energy} i kontakten: ${time} med ${power}.`,
  nothing: 'Ingenting å lade.',
  ready: (time, slack) => `Ferdig ${time}, ${slack} før det trengs.`,
  readyJustInTime: (time) => `Ferdig ${time}, akkurat når det trengs.`,
  late: (missing, readyBy, finish) => `FOR SENT: ${missing} mangler ${readyBy}; ferdig ${finish}.`,
  latestStart: (time) => `Lading uten stans må begynne senest ${time}.`,
  when: 'Lading',
  why: 'hvorfor',
  charging: 'lading',
  doubled: 'En time kommer to ganger når klokka stilles tilbake: A er den første, B den andre.',
  legend: (minutes, unit, hasParts) =>
    `En kolonne er ${minutes}; ${unit} etter kvadratrot; █ lading${hasParts ? ', ▄ delvis' : ''}`,
  saved: 'spart',
  share: 'andel',
  plan: 'Denne planen',
  plugAndCharge: 'Lading med en gang, fra nå av',
  meanPrice: 'Til snittprisen fram til avreise',
  withoutRunLimits: 'Så mange og korte starter som helst',
  basis: (slots, start, end, unit) => `Priser: ${slots} intervaller, ${start} til ${end}, ${unit}.`,
  nothingAdded: 'De er tatt som de står: uten tillegg for mva., nettleie eller avgifter.',
  unknown: 'pris ukjent',
  hours: (hours, minutes) => `${hours} t ${minutes} min`,
  minutes: (minutes) => `${minutes} min`,
}

export const PLAN_COMMAND_WORDS: Readonly<Record<Language, PlanCommandWords>> = { nb, en }
