import type { Constraint } from '../planning/plan-type.ts'

/** What a plan is explained with in Norwegian bokmål, the original. Arguments are texts already formatted for the reader. */
export const nb = {
  /** In the middle of a sentence; a capital is put where one begins it. */
  constraints: {
    'ready-by': 'fristen for å bli ferdig',
    'minimum-soc': 'minstenivået',
    'starts-limit': 'grensen for antall starter',
    'minimum-run': 'grensen for korte økter',
    'start-cost': 'kravet til gevinst per start',
    'capacity-step': 'effekttrinnet i nettleien',
    'grid-limit': 'grensen for strømmen til hele hjemmet',
    'price-limit': 'prisgrensen',
    blocked: 'de sperrede tidene',
    frozen: 'tidligere løfter',
  } satisfies Readonly<Record<Constraint, string>>,
  relaxed: {
    'ready-by': 'Lading etter fristen var nødvendig for å bli ferdig.',
    'minimum-soc': 'Minstenivået lot seg ikke nå med en gang.',
    'starts-limit': 'Flere starter enn ønsket var nødvendig for å bli ferdig.',
    'minimum-run': 'Kortere økter enn ønsket var nødvendig for å bli ferdig.',
    'start-cost': 'Starter med mindre gevinst enn ønsket var nødvendig for å bli ferdig.',
    'capacity-step': 'Et høyere effekttrinn enn ønsket var nødvendig for å bli ferdig.',
    'grid-limit': 'Mer strøm til hele hjemmet enn ønsket var nødvendig for å bli ferdig.',
    'price-limit': 'Dyrere strøm enn ønsket var nødvendig for å bli ferdig.',
    blocked: 'Lading i sperrede tider var nødvendig for å bli ferdig.',
    frozen: 'Det var nødvendig å endre tidligere løfter for å bli ferdig.',
  } satisfies Readonly<Record<Constraint, string>>,
  given: (reason: string, constraints: string) => `${reason}, gitt ${constraints}`,
  block: (times: string, reason: string) => `${times}: ${reason}.`,
  nextBest: (times: string, sum: string) => `Nest best: ${times}, ${sum} dyrere.`,
  cheaper: (times: string, sum: string) =>
    `Billigere nå: ${times}, ${sum} mindre. For så lite blir planen stående.`,
  asCheap: (times: string) => `Like billig: ${times}.`,
  noOther: 'Noe annet er ikke mulig.',
  others: (count: string) => `${count} til`,
  nothingToCharge: 'Bilen trenger ikke lading.',
  ready: (time: string) => `Etter planen er bilen ferdig ladet ${time}.`,
  expected: (time: string) => `Forventet ferdig ${time}.`,
  constraintCost: (constraint: string, sum: string) => `${capital(constraint)} koster ${sum}.`,
  capacityCost: (sum: string) => `Effekttrinnet i nettleien blir ${sum} dyrere denne måneden.`,
  gap: (sum: string) => `Den beste planen kan være opptil ${sum} billigere.`,
}

/** What every language needs. A key missing in another language does not compile. */
export type ExplanationWords = typeof nb

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('nb') + text.slice(1)
}
