import type { Language } from './language.ts'

/** What a driver reads of what is left to do, or is about to happen, before a car charges by plan. */
const nb = {
  firstTest:
    'Første gang bilen står i hjemme med god tid, prøver vi at ladingen kan stoppes og startes. Det tar noen minutter, og du trenger ikke gjøre noe.',
  keySteps: (brand: string) => [
    `Åpne lenken på telefonen der du har appen til ${brand}.`,
    'Velg bilen, og godkjenn nøkkelen i appen.',
    'Det er alt. Vi merker det selv innen et kvarter når bilen har nett.',
  ],
  testAgain: 'Prøv igjen',
}

export type CareTexts = typeof nb

const en: CareTexts = {
  firstTest:
    'The first time the car is plugged in at home with time to spare, we test that charging can be stopped and started. It takes a few minutes, and you need not do anything.',
  keySteps: (brand) => [
    `Open the link on the phone that has the ${brand} app.`,
    'Choose the car and approve the key in the app.',
    'That is all. We notice within a quarter of an hour if the car is online.',
  ],
  testAgain: 'Try again',
}

const TEXTS: Readonly<Record<Language, CareTexts>> = { nb, en }

/** The texts of {@link CareTexts} in one language. */
export function careTexts(language: Language): CareTexts {
  return TEXTS[language]
}
