import type { TroubleCause } from '../events/trouble-causes.ts'
import type { Language } from './language.ts'

const SENTENCES: Readonly<Record<Language, Readonly<Record<TroubleCause, string>>>> = {
  nb: {
    no_answer: 'Bilen svarer ikke. Sjekk at den har dekning, eller start ladingen i bilen.',
    carmaker_down:
      'Bilprodusenten svarer ikke, så vi får ikke startet ladingen. Start den i bilen hvis den må være klar.',
    asleep: 'Bilen sover og våkner ikke. Lås den opp eller åpne bilens app for å vekke den.',
    refused: 'Bilen sier nei til å lade. Start ladingen i bilen, eller se etter en feilmelding der.',
    no_effect: 'Bilen tok imot beskjeden, men gjorde ingenting. Start eller stopp ladingen i bilen.',
    power_too_low: 'Bilen lader mye svakere enn vanlig. Sjekk laderen og strømgrensen i bilen.',
    no_power: 'Det er ikke strøm i laderen. Sjekk sikringen og laderen.',
    stopped_by_itself: 'Ladingen stoppet av seg selv. Sjekk laderen og kabelen.',
    limit_reached: 'Bilens egen ladegrense er nådd, under målet ditt. Hev grensen i bilen for å lade mer.',
    not_plugged_in: 'Bilen er ikke koblet til laderen. Koble den til.',
    other_control:
      'Bilen styres fra et annet sted. Slå av den andre styringen, eller la den ta seg av ladingen.',
    key_missing: 'Vi mangler nøkkelen til bilen. Legg den til, eller start ladingen i bilen.',
    consent: 'Vi mangler tillatelse til å styre ladingen. Koble til bilen på nytt.',
    budget: 'Vi får ikke sende flere beskjeder til bilen nå. Start ladingen i bilen hvis den må være klar.',
    our_side: 'Noe er galt hos oss, og vi er varslet. Start ladingen i bilen hvis den må være klar.',
  },
  en: {
    no_answer: 'The car does not answer. Check that it has coverage, or start charging in the car.',
    carmaker_down:
      'The carmaker does not answer, so charging cannot be started from here. Start it in the car if it has to be ready.',
    asleep: 'The car is asleep and does not wake. Unlock it, or open the car’s app, to wake it.',
    refused: 'The car refuses to charge. Start charging in the car, or look for a message there.',
    no_effect: 'The car took the message and did nothing. Start or stop charging in the car.',
    power_too_low:
      'The car charges much more slowly than usual. Check the charger and the current set in the car.',
    no_power: 'There is no power in the charger. Check the fuse and the charger.',
    stopped_by_itself: 'Charging stopped by itself. Check the charger and the cable.',
    limit_reached:
      'The car’s own charge limit is reached, below your target. Raise it in the car to charge more.',
    not_plugged_in: 'The car is not plugged in. Plug it in.',
    other_control: 'Something else controls the car. Turn that off, or leave charging to it.',
    key_missing: 'We lack the key to the car. Add it, or start charging in the car.',
    consent: 'We lack permission to control charging. Connect the car again.',
    budget:
      'No more messages may be sent to the car for now. Start charging in the car if it has to be ready.',
    our_side:
      'Something is wrong on our side, and we have been told. Start charging in the car if it has to be ready.',
  },
}

/** What a driver reads of a cause: what is wrong, and what they can do. */
export function troubleSentence(cause: TroubleCause, language: Language): string {
  return SENTENCES[language][cause]
}
