/** What the demo says, in English first: it is developers who run it. */
export const WORDS = {
  en: {
    title: (place: string, zone: string, about: string) =>
      `Ladeplan plays one night in ${place} (${zone}): ${about}.`,
    real: 'Real prices, simulated cars, the real service over HTTP. Nothing leaves this machine.',
    price: 'price',
    legend: '█ charging  ◆ charge now  · held back  z asleep, held back  × consent withdrawn',
    connected: (name: string) => `${name} consents, signs in at the carmaker and is connected`,
    policy: (name: string, target: number, time: string) => `${name} wants ${String(target)} % by ${time}`,
    metered: (name: string) =>
      `${name} agrees that her meter is read; the last 24 hours come in, then every hour`,
    capacity: (
      name: string,
      [left = '', highest = '']: readonly string[],
      [avoided = '', dearer = '']: readonly string[],
    ) =>
      `${name}'s home: the capacity step leaves an hour ${left} kW, the plan comes to ${highest} kW: ${avoided} kr a month avoided for ${dearer} kr of dearer hours`,
    pricesOut: "tomorrow's prices are published",
    chargeNow: (name: string) => `${name} presses "charge now"`,
    withdraws: (name: string) => `${name} withdraws consent: one release, revocation, key shredded`,
    columns: [
      'car',
      'charged, kr/kWh',
      'at ready-by',
      'kWh',
      'cost kr',
      'at once kr',
      'saved kr',
      'sent/confirmed',
    ],
    kept: 'kept',
    missed: 'MISSED',
    withdrawn: 'withdrawn',
    basis: (vat: string) => [
      `kr: spot, grid charge, taxes and strømstøtte, ${vat}; without the monthly capacity step.`,
      'Energy is calculated from what the cars report.',
      '"At once": plug-and-charge, the same energy at full power from plug-in.',
    ],
    vat: { included: 'incl. 25 % VAT', exempt: 'without VAT (Nordland is exempt)' },
    saved: (saved: string, of: string, share: string) => `saved ${saved} kr of ${of} (${share} %)`,
    promises: (kept: number, of: number) => `${String(kept)} of ${String(of)} promises kept`,
    commands: (sent: number, confirmed: number, doubled: number) =>
      `commands: ${String(sent)} sent, ${String(confirmed)} confirmed, ${String(doubled)} doubled`,
    coordinates: (received: number, stored: number, mb: number, places: number) =>
      `coordinates: ${String(received)} received, ${String(stored)} stored; ${String(mb)} MB scanned in ${String(places)} places`,
    controlAll: 'control found all',
    controlMissed: (missed: number) => `control MISSED ${String(missed)}`,
    next: 'Next: npm start',
    failed: 'The night did not hold:',
  },
  nb: {
    title: (place: string, zone: string, about: string) =>
      `Ladeplan spiller én natt i ${place} (${zone}): ${about}.`,
    real: 'Ekte priser, simulerte biler, den ekte tjenesten over HTTP. Ingenting forlater denne maskinen.',
    price: 'pris',
    legend: '█ lader  ◆ lad nå  · holdt tilbake  z sover, holdt tilbake  × samtykke trukket',
    connected: (name: string) => `${name} samtykker, logger inn hos bilmerket og er koblet til`,
    policy: (name: string, target: number, time: string) =>
      `${name} vil ha ${String(target)} % til kl. ${time}`,
    metered: (name: string) => `${name} lar måleren bli lest; det siste døgnet kommer inn, så hver time`,
    capacity: (
      name: string,
      [left = '', highest = '']: readonly string[],
      [avoided = '', dearer = '']: readonly string[],
    ) =>
      `Hjemme hos ${name}: effekttrinnet gir rom for ${left} kW i en time, planen kommer opp i ${highest} kW: ${avoided} kr i måneden spart for ${dearer} kr i dyrere timer`,
    pricesOut: 'morgendagens priser er publisert',
    chargeNow: (name: string) => `${name} trykker «Lad nå»`,
    withdraws: (name: string) =>
      `${name} trekker samtykket: én frigivelse, tilbakekalling, nøkkelen makulert`,
    columns: [
      'bil',
      'ladet, kr/kWh',
      'ved klar-tid',
      'kWh',
      'pris kr',
      'med en gang',
      'spart kr',
      'sendt/bekreftet',
    ],
    kept: 'holdt',
    missed: 'BRUTT',
    withdrawn: 'trukket',
    basis: (vat: string) => [
      `kr: spot, nettleie, avgifter og strømstøtte, ${vat}; uten effekttrinnet, som går per måned.`,
      'Energien er beregnet av det bilene melder.',
      '«Med en gang»: samme energi på full effekt fra innplugging.',
    ],
    vat: { included: 'inkl. 25 % mva.', exempt: 'uten mva. (Nordland er fritatt)' },
    saved: (saved: string, of: string, share: string) => `spart ${saved} kr av ${of} (${share} %)`,
    promises: (kept: number, of: number) => `${String(kept)} av ${String(of)} løfter holdt`,
    commands: (sent: number, confirmed: number, doubled: number) =>
      `kommandoer: ${String(sent)} sendt, ${String(confirmed)} bekreftet, ${String(doubled)} doble`,
    coordinates: (received: number, stored: number, mb: number, places: number) =>
      `koordinater: ${String(received)} mottatt, ${String(stored)} lagret; ${String(mb)} MB gjennomsøkt på ${String(places)} steder`,
    controlAll: 'kontrollen fant alle',
    controlMissed: (missed: number) => `kontrollen OVERSÅ ${String(missed)}`,
    next: 'Videre: npm start',
    failed: 'Natten holdt ikke:',
  },
} as const

export type DemoLanguage = keyof typeof WORDS
export type Words = (typeof WORDS)[DemoLanguage]
