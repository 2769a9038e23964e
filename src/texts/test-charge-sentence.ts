import type { TestCause } from '../events/test-causes.ts'
import type { TestCharge } from '../vehicles/test-charge.ts'
import type { Language } from './language.ts'

type Sentences = Readonly<Record<TestCause | 'running' | 'works', string>>

const SENTENCES: Readonly<Record<Language, Sentences>> = {
  nb: {
    running: 'Vi prøver at ladingen kan stoppes og startes.',
    works: 'Prøven gikk bra: Bilen kan leses av, stoppes og startes.',
    no_report: 'Bilen har ikke svart ennå. Prøv igjen når den er våken.',
    not_plugged_in: 'Bilen er ikke koblet til. Koble den til hjemme og prøv igjen.',
    fast_charging: 'Bilen hurtiglader. Det styrer vi aldri. Prøv igjen hjemme.',
    away: 'Bilen er ikke hjemme. Prøv igjen hjemme.',
    needs_pairing: 'Vi mangler nøkkelen til bilen. Legg den til og prøv igjen.',
    not_controllable: 'Bilprodusenten lar oss ikke styre denne bilen.',
    full: 'Bilen er full, så det er ingenting å prøve. Prøv igjen når den har plass til mer.',
    no_time: 'Bilen må lade nå for å bli ferdig i tide. Prøv igjen en annen dag.',
    charge_now: 'Du valgte å lade nå, så prøven ble avbrutt. Prøv igjen en annen gang.',
    no_effect: 'Bilen tok imot beskjeden, men gjorde ingenting.',
    no_answer: 'Bilen svarte ikke.',
    vehicle_asleep: 'Bilen sov og våknet ikke.',
    vehicle_busy: 'Bilen var opptatt. Prøv igjen om litt.',
    disconnected: 'Bilen er ikke koblet til. Koble den til hjemme og prøv igjen.',
    no_power: 'Det er ikke strøm i laderen.',
    not_paired: 'Vi mangler nøkkelen til bilen. Legg den til og prøv igjen.',
    consent_missing: 'Vi mangler tillatelse til å styre ladingen. Koble til bilen på nytt.',
    rate_limited: 'Bilprodusenten har bedt oss vente. Prøv igjen om litt.',
    client_misconfigured: 'Noe er galt hos oss. Vi er varslet.',
    other: 'Bilen sa nei uten å si hvorfor.',
  },
  en: {
    running: 'Testing that charging can be stopped and started.',
    works: 'The test went well: the car can be read, stopped and started.',
    no_report: 'The car has not answered yet. Try again when it is awake.',
    not_plugged_in: 'The car is not plugged in. Plug it in at home and try again.',
    fast_charging: 'The car is fast charging. We never control that. Try again at home.',
    away: 'The car is not at home. Try again at home.',
    needs_pairing: 'We lack the key to the car. Add it and try again.',
    not_controllable: 'The carmaker does not let us control this car.',
    full: 'The car is full, so there is nothing to test. Try again when it has room for more.',
    no_time: 'The car has to charge now to be ready in time. Try again another day.',
    charge_now: 'You chose to charge now, so the test was cut short. Try again another time.',
    no_effect: 'The car took the message and did nothing.',
    no_answer: 'The car did not answer.',
    vehicle_asleep: 'The car was asleep and did not wake.',
    vehicle_busy: 'The car was busy. Try again in a moment.',
    disconnected: 'The car is not plugged in. Plug it in at home and try again.',
    no_power: 'There is no power in the charger.',
    not_paired: 'We lack the key to the car. Add it and try again.',
    consent_missing: 'We lack permission to control charging. Connect the car again.',
    rate_limited: 'The carmaker has asked us to wait. Try again in a moment.',
    client_misconfigured: 'Something is wrong on our side. We have been told.',
    other: 'The car said no without saying why.',
  },
}

/** What a driver reads of a test charge. */
export function testSentence(test: Pick<TestCharge, 'finishedAt' | 'cause'>, language: Language): string {
  return test.finishedAt === null ? SENTENCES[language].running : finishedSentence(test.cause, language)
}

/** What a driver reads of a test charge that is over. */
export function finishedSentence(cause: TestCause | null, language: Language): string {
  return SENTENCES[language][cause ?? 'works']
}
