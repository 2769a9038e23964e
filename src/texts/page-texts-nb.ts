/** Norwegian bokmål, the original. Arguments are texts already formatted for the reader. */
export const nb = {
  frame: {
    skip: 'Hopp til innholdet',
    otherLanguage: 'English',
    chooseLanguage: 'Språk',
    privacy:
      'Ladeplan ber aldri om bilens posisjon. Kommer den likevel, kastes den før noe lagres, logges eller sendes videre.',
    simulated: (time: string, speed: string) => `Simulert tid: ${time} · ×${speed}`,
    sandboxNote: 'Prøvekjøring med simulerte biler og virkelige strømpriser.',
    steps: { 'plus-15-min': '+15 min', 'to-13': '→ kl. 13:00', 'to-ready-by': '→ ferdig til' },
    stepsLabel: 'Flytt tiden fram',
    pricesEnd: (time: string) =>
      `Prisene som følger med, slutter ${time}. Deretter regner planen med anslag.`,
  },
  why: {
    title: 'Hva som ble bestemt, og hvorfor',
    lead: 'Siste to døgn, det nyeste først. Hver linje er en ny beslutning: hva vi visste om bilen, hva vi ville, og hva bilen svarte.',
    nothing: 'Det er ikke bestemt noe for bilen de siste to døgnene.',
    back: 'Tilbake',
    fromPlan: 'Hva som ble bestemt, og hvorfor',
    wanted: 'Ønsket',
    sent: 'Beskjed til bilen',
    knew: 'Det vi visste',
    then: 'Siden',
  },
  consent: {
    accept: (brand: string) => `Fortsett til ${brand}`,
    cancel: 'Avbryt',
    acceptNote: (brand: string) =>
      `Velger du «Fortsett til ${brand}», samtykker du til det som står over. Du kan trekke samtykket når som helst.`,
    version: (version: string) => `Versjon ${version} av denne teksten`,
    unanswered: {
      changed:
        'Teksten er endret siden du åpnet siden. Ingenting er satt i gang. Les den på nytt, og svar nedenfor.',
      unnamed:
        'Svaret sa ikke hvilken tekst du hadde lest. Ingenting er satt i gang. Les den her, og svar nedenfor.',
    },
  },
  connected: {
    connectedTitle: 'Bilen er koblet til',
    connectedText: (brand: string) =>
      `Tilkoblingen til ${brand} virker. Koble til laderen hjemme, så tar vi resten.`,
    connectedButText: (brand: string) => `Kontoen hos ${brand} er koblet til. Se hva som gjenstår:`,
    inApp: 'Gå tilbake til appen til strømselskapet ditt, og begynn på nytt der.',
    toPlan: 'Se ladeplanen',
    cancelledTitle: 'Bilen er ikke koblet til',
    cancelledText: 'Du avbrøt. Vi har ikke hentet noe, og ingenting er lagret om bilen.',
    failedTitle: 'Det gikk ikke å koble til bilen',
    failures: {
      'link-expired': 'Innloggingen er brukt, for gammel eller begynt i en annen nettleser.',
      refused:
        'Bilprodusenten godtok ikke innloggingen. Prøv igjen, og sjekk at du bruker kontoen bilen hører til.',
      'permission-missing':
        'En tillatelse vi trenger, ble ikke gitt. Prøv igjen, og la alle valgene stå på. Posisjon er ikke blant dem.',
      'no-vehicle': 'Kontoen har ingen bil vi kan lade. Prøv igjen med kontoen bilen hører til.',
      temporary: 'Bilprodusenten svarer ikke akkurat nå. Vent noen minutter og prøv igjen.',
      unknown: 'Noe gikk galt hos oss. Prøv igjen om noen minutter.',
    },
    retry: 'Prøv igjen',
    reference: (reference: string) => `Referanse hvis du spør om hjelp: ${reference}`,
  },
  plan: {
    title: (car: string) => `Ladeplan for ${car}`,
    socNow: 'Ladenivå nå',
    socUnknown: 'Ikke kjent ennå',
    socAssumed: (percent: string) => `Bilen forteller det ikke. Vi planlegger som om den hadde ${percent}.`,
    observed: (time: string) => `lest av ${time}`,
    goal: (target: string, readyBy: string, minimum: string) =>
      `Mål ${target} til ${readyBy}, minst ${minimum} alltid`,
    ahead: (percent: string, departure: string, target: string) =>
      `Denne gangen lader vi til ${percent}: Strømmen ser ut til å bli dyrere etterpå, og du vil ha ${target} ${departure}.`,
    serviceSilent:
      'Smartladingen er ute av drift akkurat nå. Bilen gjør det den sist fikk beskjed om. Må den lade nå, start ladingen i bilen eller i bilens app.',
    why: 'Hvorfor dette?',
    noPlan: 'Ingen lading er planlagt.',
    limitBelow: (limit: string, target: string) =>
      `Bilens egen ladegrense er ${limit}. Hev den i bilen, ellers når den ikke målet på ${target}.`,
    oneBlock: 'Bilen starter ikke igjen etter en stopp, så vi lader den i ett strekk.',
    provisional: 'Foreløpig plan: Den bygger på priser som ikke er endelige, og kan endre seg.',
    late: (missing: string) => `Tiden strekker ikke til. Det mangler omtrent ${missing} fra laderen.`,
  },
  chart: {
    heading: 'Strømpris og lading',
    soc: 'ladenivå %',
    now: 'nå',
    readyBy: 'ferdig til',
    legendPrice: 'Strømpris',
    legendEstimate: 'Anslått pris',
    legendPlanned: 'Planlagt lading',
    legendExpected: 'Forventet ladenivå',
    legendObserved: 'Målt ladenivå',
    unknownPrice: 'ukjent pris',
    showBill: 'Hele regningen',
    showSpot: 'Bare spotpris, uten mva.',
    basis: (basis: string) => `Priser ${basis}.`,
    noPrices: 'Strømprisene er ikke kjent ennå. Planen går etter klokka.',
  },
  savings: {
    heading: 'Kostnad',
    cost: 'Med ladeplan',
    baseline: 'Lading med en gang',
    saved: (sum: string, share: string) => `Du sparer ${sum} (${share})`,
    savedSum: (sum: string) => `Du sparer ${sum}`,
    dearer: (sum: string) => `Dette blir ${sum} dyrere enn å lade med en gang.`,
    same: 'Det koster det samme som å lade med en gang.',
    unknown: 'Kostnaden kan ikke anslås før prisene er kjent.',
    nothing: 'Ingen lading er planlagt, så det er ingenting å beregne.',
    how: 'Slik regner vi',
    howText:
      'Vi sammenligner med å lade like mye for full effekt fra bilen ble koblet til, med de samme prisene. Tallene er beregnet, ikke målt, og kan bli negative.',
  },
  boost: {
    start: 'Lad nå',
    stop: 'Stopp «Lad nå»',
    extra: (sum: string) => `Det koster omtrent ${sum} mer enn planen.`,
    noExtra: 'Det koster ikke mer enn planen.',
    extraUnknown: 'Hva det koster mer enn planen, vet vi ikke: strømpriser mangler.',
    startNote: 'Lader med en gang, uansett pris, til målet er nådd.',
    active: '«Lad nå» er på, til målet er nådd.',
    activeUntil: (time: string) => `«Lad nå» er på til ${time}.`,
    reached: 'Målet er nådd. Vil du ha mer, kan du velge et høyere ladenivå eller et antall timer.',
  },
  handBack: {
    heading: 'Du styrer ladingen',
    started: 'Ladingen ble startet i bilen eller i bilens app. Vi lar den gå til kabelen tas ut.',
    stopped:
      'Ladingen ble stoppet i bilen eller i bilens app. Vi starter den ikke, så bilen blir kanskje ikke klar i tide.',
    button: 'La Ladeplan ta over',
  },
  policy: {
    heading: 'Ditt ønske',
    target: 'Mål',
    readyBy: 'Ferdig til',
    minimum: 'Minstenivå',
    minimumHelp: 'Lades alltid med en gang, uansett pris.',
    targetHelp: 'Mellom 1 og 100.',
    save: 'Lagre',
    saved: 'Lagret. Planen regnes ut på nytt.',
    invalid: {
      target: 'Målet må være et helt tall fra 1 til 100.',
      minimum: 'Minstenivået må være et helt tall fra 0 til 100, og ikke over målet for noen dag.',
      readyBy: 'Skriv tiden med timer og minutter, for eksempel 07:00.',
    },
  },
  table: {
    blocks: 'Planlagt lading',
    prices: 'Alle prisene',
    when: 'Når',
    energy: 'Energi',
    cost: 'Kostnad',
    why: 'Hvorfor',
    state: 'Status',
    states: { planned: 'planlagt', running: 'pågår', done: 'ferdig', missed: 'ikke ladet' },
    sum: 'Til sammen',
    charge: 'Lading',
    estimate: 'anslag',
    charging: 'lader',
    soc: 'Ladenivå',
  },
  withdraw: {
    link: 'Trekk samtykket',
    linkNote:
      'Du kan når som helst trekke samtykket. Da slutter vi å hente data fra bilen og å styre ladingen.',
    title: 'Trekke samtykket?',
    what: 'Når du trekker samtykket:',
    items: (brand: string) => [
      'slutter vi med en gang å hente data fra bilen',
      'slippes bilen fri innen ett minutt, så den lader som før',
      `slettes tilgangen hos ${brand} innen 24 timer`,
      'ødelegges nøkkelen som tilgangen og bilens identitet er låst med',
    ],
    free: 'Det koster ingenting, og strømavtalen din endres ikke. Du kan koble til bilen igjen senere.',
    confirm: 'Trekk samtykket',
    back: 'Behold smartlading',
    withdrawingTitle: 'Samtykket er trukket',
    withdrawingText: 'Vi henter ikke lenger data fra bilen. Nå slipper vi den fri; det tar høyst ett minutt.',
    withdrawnTitle: 'Samtykket er trukket',
    withdrawnText: (time: string) => `Trukket ${time}. Vi henter ingenting fra bilen og styrer den ikke.`,
    released: 'Bilen er sluppet fri og lader som før.',
    notReleased:
      'Bilen bekreftet ikke at den er sluppet fri. Skal den lade nå, må du starte ladingen i bilen eller i bilens app.',
    receipt: (reference: string) => `Kvittering: ${reference}`,
  },
  landing: {
    title: 'Velkommen til Ladeplan',
    introduction:
      'Hver natt regner Ladeplan ut den billigste ladingen som gjør bilen klar i tide. Velg en bil, se planen, og flytt tiden fram.',
    drivers: 'Førere og biler',
    notConnected: 'Ikke koblet til. Begynn med samtykket.',
    connect: (brand: string) => `Koble til med ${brand}`,
    consent: 'Samtykket',
    plan: 'Ladeplanen',
    soc: 'Ladenivå',
    noDrivers: 'Ingen førere ennå.',
    metrics: 'Måltall for drift',
    restart: 'Begynn på nytt',
    pricesFrom: 'Strømpriser levert av',
  },
  problem: {
    titles: {
      'not-found': 'Fant ikke siden',
      gone: 'Lenken gjelder ikke lenger',
      expired: 'Lenken er for gammel',
      answered: 'Samtykket er besvart allerede',
      'no-consent': 'Samtykket er trukket eller gått ut',
      locked: 'Denne siden krever innlogging',
      refused: 'Dette gikk ikke',
      broken: 'Noe gikk galt hos oss',
    },
    texts: {
      'not-found': 'Sjekk adressen, eller åpne siden på nytt fra appen til strømselskapet ditt.',
      gone: 'Lenken er brukt opp, eller samtykket er trukket. Åpne siden på nytt fra appen til strømselskapet ditt.',
      expired:
        'Lenker til sidene våre virker bare en stund. Ingenting ble endret nå. Åpne siden på nytt fra appen til strømselskapet ditt.',
      answered:
        'Det skjedde kanskje i en annen fane. Ingenting ble endret nå. I appen til strømselskapet ditt ser du om bilen er koblet til, og der kan du begynne på nytt.',
      'no-consent': 'Ingenting ble endret. Koble til bilen på nytt i appen til strømselskapet ditt.',
      locked: 'Siden er for dem som drifter tjenesten. Åpne den på nytt, og logg inn med nøkkelen.',
      refused: 'Skjemaet var ufullstendig eller for gammelt. Gå tilbake, last siden på nytt og prøv igjen.',
      broken:
        'Siden virker ikke akkurat nå. Bilen holder seg til det som sist ble bestemt. Prøv igjen om noen minutter.',
    },
    home: 'Til forsiden',
    reference: (reference: string) => `Referanse: ${reference}`,
  },
}

/** Every fixed text of the pages. A key missing in another language does not compile. */
export type PageTexts = typeof nb
