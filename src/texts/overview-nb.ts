import type { HealthReason } from '../events/health-reasons.ts'

/** Norwegian bokmål, the original: what is shared, and how the connection is doing. */
export const overviewNb = {
  title: 'Dette deler du',
  about: (brand: string) => `Du har latt oss hente data fra ${brand} og styre ladingen.`,
  aboutReading: (brand: string) => `Du har latt oss hente data fra ${brand}.`,
  over: 'Samtykket er trukket eller gått ut. Vi henter ingenting.',
  health: {
    'all-well': 'Tilkoblingen virker.',
    'consent-ends-soon':
      'Tilkoblingen virker. Samtykket går snart ut; forny det, så fortsetter ladingen som før.',
    'consent-ends-before-ready-by':
      'Samtykket går ut før bilen skal være ferdig neste gang. Forny det, ellers kan vi ikke lade for deg i natt.',
    'consent-over': 'Samtykket har gått ut. Vi henter ingenting og styrer ikke ladingen.',
    'ended-at-carmaker':
      'Bilprodusenten godtar ikke tilkoblingen lenger. Koble til på nytt, så lader vi for deg igjen.',
    'access-unreadable':
      'Vi kan ikke lenger lese tilgangen du ga oss. Feilen er vår. Koble til på nytt, så lader vi for deg igjen.',
    'key-not-added': 'Bilen tar ikke imot kommandoer før du har lagt til nøkkelen vår i bilprodusentens app.',
    'permission-missing':
      'En tillatelse mangler. Koble til på nytt, og la alle valgene stå på. Posisjon er ikke blant dem.',
    'not-controllable': 'Bilprodusenten lar oss ikke styre ladingen av denne bilen. Vi kan bare lese den av.',
    'refused-by-carmaker':
      'Bilprodusenten slipper oss ikke til bilen. Sjekk at abonnementet gjelder og at tilgang fra apper er slått på, eller koble til på nytt.',
    'refused-to-us':
      'Bilprodusenten avviser oss. Det er vi som må rette det, og vi er varslet. Start ladingen i bilen om du trenger den.',
    'access-ends-before-ready-by':
      'Bilprodusenten svarer ikke når vi fornyer tilgangen. Vi prøver igjen. Hjelper det ikke, kan vi ikke lade for deg i natt.',
    'access-over':
      'Bilprodusenten svarer ikke, og tilgangen har gått ut. Vi prøver igjen. Start ladingen i bilen om du trenger den.',
    'not-heard-from':
      'Vi har ikke hørt fra bilen, eller en av dem, det siste døgnet. Sjekk at den har nett, og at du ser den i bilprodusentens app.',
  } satisfies Readonly<Record<HealthReason, string>>,
  reconnect: 'Koble til på nytt',
  renew: 'Forny samtykket',
  addKey: 'Legg til nøkkelen',
  since: 'Delt siden',
  until: 'Gjelder til',
  lastFetch: 'Sist hentet',
  never: 'Ikke ennå',
  fetched: 'Det vi henter',
  purposes: 'Det vi bruker det til',
  permissions: 'Tillatelser du har gitt',
  missing: 'Tillatelser som mangler',
  surplus: 'Gitt uten at vi ba om det. Vi bruker dem ikke',
  recipients: 'Hvem andre som får data',
  /** Once consent is over. */
  past: {
    title: 'Dette delte du',
    until: 'Avsluttet',
    fetched: 'Det vi hentet',
    purposes: 'Det vi brukte det til',
    permissions: 'Tillatelser du hadde gitt',
    recipients: 'Hvem andre som fikk data',
  },
  proof: 'Kvittering',
  proofText: (number: string, version: string) =>
    `Kvittering ${number}, for versjon ${version} av teksten du så.`,
  download: 'Last ned kvitteringen',
  withdraw: 'Trekk samtykket',
  toPlan: 'Til ladeplanen',
}

type Widened<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Widened<T[K]>
}

export type OverviewTexts = Widened<typeof overviewNb>
