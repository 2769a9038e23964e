import type { PageTexts } from './page-texts-nb.ts'

/** English. Its type is the Norwegian dictionary's, so no key can be forgotten. */
export const en: PageTexts = {
  frame: {
    skip: 'Skip to content',
    otherLanguage: 'Norsk',
    chooseLanguage: 'Language',
    privacy:
      'Ladeplan never asks for the car’s position. If it comes all the same, it is thrown away before anything is stored, logged or passed on.',
    simulated: (time, speed) => `Simulated time: ${time} · ×${speed}`,
    sandboxNote: 'Sandbox with simulated cars and real electricity prices.',
    steps: { 'plus-15-min': '+15 min', 'to-13': '→ 13:00', 'to-ready-by': '→ ready-by' },
    stepsLabel: 'Move time forward',
    pricesEnd: (time) =>
      `The prices shipped with the sandbox end at ${time}. From then on plans use estimates.`,
  },
  why: {
    title: 'What was decided, and why',
    lead: 'The last two days, newest first. Each entry is a new decision: what we knew of the car, what we wanted, and what the car answered.',
    nothing: 'Nothing was decided for the car in the last two days.',
    back: 'Back',
    fromPlan: 'What was decided, and why',
    wanted: 'Wanted',
    sent: 'Message to the car',
    knew: 'What we knew',
    then: 'Since then',
  },
  consent: {
    accept: (brand) => `Continue to ${brand}`,
    cancel: 'Cancel',
    acceptNote: (brand) =>
      `By choosing “Continue to ${brand}” you consent to what is said above. You can withdraw at any time.`,
    version: (version) => `Version ${version} of this text`,
    unanswered: {
      changed:
        'This text has changed since you opened the page. Nothing has been started. Please read it again, and answer below.',
      unnamed:
        'Your answer did not say which text you had read. Nothing has been started. Please read it here, and answer below.',
    },
  },
  connected: {
    connectedTitle: 'Your car is connected',
    connectedText: (brand) => `The connection to ${brand} works. Plug in at home, and we do the rest.`,
    connectedButText: (brand) => `Your account at ${brand} is connected. See what is left:`,
    inApp: 'Go back to your electricity retailer’s app, and start again there.',
    toPlan: 'See the charging plan',
    cancelledTitle: 'Your car is not connected',
    cancelledText: 'You cancelled. We fetched nothing, and nothing is stored about the car.',
    failedTitle: 'Your car could not be connected',
    failures: {
      'link-expired': 'The login has been used, is too old, or was begun in another browser.',
      refused:
        'The carmaker did not accept the login. Try again, and check that you use the account the car belongs to.',
      'permission-missing':
        'A permission we need was not given. Try again and leave all choices on. Position is not among them.',
      'no-vehicle':
        'The account has no car that we can charge. Try again with the account the car belongs to.',
      temporary: 'The carmaker is not answering right now. Wait a few minutes and try again.',
      unknown: 'Something went wrong on our side. Try again in a few minutes.',
    },
    retry: 'Try again',
    reference: (reference) => `Reference if you ask for help: ${reference}`,
  },
  plan: {
    title: (car) => `Charging plan for ${car}`,
    socNow: 'State of charge now',
    socUnknown: 'Not known yet',
    socAssumed: (percent: string) => `The car does not tell. We plan as if it had ${percent}.`,
    observed: (time) => `read at ${time}`,
    goal: (target, readyBy, minimum) => `Target ${target} by ${readyBy}, at least ${minimum} always`,
    ahead: (percent, departure, target) =>
      `This time we charge to ${percent}: power looks dearer afterwards, and you want ${target} on ${departure}.`,
    serviceSilent:
      'Smart charging is out of order right now. The car does what it was last told. If it has to charge now, start it in the car or in the car’s app.',
    why: 'Why this?',
    noPlan: 'No charging is planned.',
    limitBelow: (limit, target) =>
      `The car’s own charge limit is ${limit}. Raise it in the car, or the target of ${target} is not reached.`,
    oneBlock: 'The car does not start again after a stop, so it is charged in one go.',
    provisional: 'Provisional plan: it leans on prices that are not final, and may change.',
    late: (missing) => `There is too little time. About ${missing} from the charger will be missing.`,
  },
  chart: {
    heading: 'Electricity price and charging',
    soc: 'state of charge %',
    now: 'now',
    readyBy: 'ready by',
    legendPrice: 'Electricity price',
    legendEstimate: 'Estimated price',
    legendPlanned: 'Planned charging',
    legendExpected: 'Expected state of charge',
    legendObserved: 'Measured state of charge',
    unknownPrice: 'price unknown',
    showBill: 'The whole bill',
    showSpot: 'Spot price alone, without VAT',
    basis: (basis) => `Prices ${basis}.`,
    noPrices: 'Electricity prices are not known yet. The plan goes by the clock.',
  },
  savings: {
    heading: 'Cost',
    cost: 'With the plan',
    baseline: 'Charging at once',
    saved: (sum, share) => `You save ${sum} (${share})`,
    savedSum: (sum) => `You save ${sum}`,
    dearer: (sum) => `This costs ${sum} more than charging at once.`,
    same: 'It costs the same as charging at once.',
    unknown: 'The cost cannot be estimated until prices are known.',
    nothing: 'No charging is planned, so there is nothing to calculate.',
    how: 'How we calculate',
    howText:
      'We compare with charging as much at full power from plug-in, at the same prices. The figures are calculated, not metered, and may be negative.',
  },
  boost: {
    start: 'Charge now',
    stop: 'Stop “Charge now”',
    extra: (sum) => `It costs about ${sum} more than the plan.`,
    noExtra: 'It costs no more than the plan.',
    extraUnknown: 'What it costs beside the plan is not known: prices are missing.',
    startNote: 'Charges straight away, whatever the price, until the target is reached.',
    active: '“Charge now” is on until the target is reached.',
    activeUntil: (time) => `“Charge now” is on until ${time}.`,
    reached: 'The target is reached. For more, choose a higher state of charge or a number of hours.',
  },
  handBack: {
    heading: 'You are in control',
    started: 'Charging was started in the car or in the car’s app. We let it run until the car is unplugged.',
    stopped:
      'Charging was stopped in the car or in the car’s app. We do not start it, so the car may not be ready in time.',
    button: 'Let Ladeplan take over',
  },
  policy: {
    heading: 'What you want',
    target: 'Target',
    readyBy: 'Ready by',
    minimum: 'Minimum',
    minimumHelp: 'Always charged straight away, whatever the price.',
    targetHelp: 'Between 1 and 100.',
    save: 'Save',
    saved: 'Saved. The plan is being worked out again.',
    invalid: {
      target: 'The target must be a whole number from 1 to 100.',
      minimum: 'The minimum must be a whole number from 0 to 100, and not above the target of any day.',
      readyBy: 'Write the time in hours and minutes, for example 07:00.',
    },
  },
  table: {
    blocks: 'Planned charging',
    prices: 'All prices',
    when: 'When',
    energy: 'Energy',
    cost: 'Cost',
    why: 'Why',
    state: 'Status',
    states: { planned: 'planned', running: 'running', done: 'done', missed: 'not charged' },
    sum: 'In all',
    charge: 'Charging',
    estimate: 'estimate',
    charging: 'charging',
    soc: 'State of charge',
  },
  withdraw: {
    link: 'Withdraw consent',
    linkNote:
      'You can withdraw your consent at any time. We then stop reading the car and controlling its charging.',
    title: 'Withdraw consent?',
    what: 'When you withdraw your consent:',
    items: (brand) => [
      'we stop fetching data from the car at once',
      'the car is released within a minute, so that it charges as before',
      `the access at ${brand} is revoked within 24 hours`,
      'the key that locks the access and the car’s identity is destroyed',
    ],
    free: 'It costs nothing and does not change your electricity contract. You can connect the car again later.',
    confirm: 'Withdraw consent',
    back: 'Keep smart charging',
    withdrawingTitle: 'Consent withdrawn',
    withdrawingText:
      'We no longer fetch data from the car. We are releasing it now; this takes a minute at most.',
    withdrawnTitle: 'Consent withdrawn',
    withdrawnText: (time) => `Withdrawn ${time}. We read nothing from the car and do not control it.`,
    released: 'The car has been released and charges as before.',
    notReleased:
      'The car did not confirm its release. If it should charge now, start charging in the car or in the car’s app.',
    receipt: (reference) => `Receipt: ${reference}`,
  },
  landing: {
    title: 'Welcome to Ladeplan',
    introduction:
      'Every night Ladeplan works out the cheapest charging that has the car ready in time. Pick a car, look at its plan, and move time forward.',
    drivers: 'Drivers and cars',
    notConnected: 'Not connected. Start with the consent.',
    connect: (brand) => `Connect with ${brand}`,
    consent: 'Consent',
    plan: 'Charging plan',
    soc: 'State of charge',
    noDrivers: 'No drivers yet.',
    metrics: 'Metrics for operations',
    restart: 'Start over',
    pricesFrom: 'Electricity prices provided by',
  },
  problem: {
    titles: {
      'not-found': 'Page not found',
      gone: 'This link no longer works',
      expired: 'This link is too old',
      answered: 'This consent has been answered already',
      'no-consent': 'Consent has been withdrawn or has ended',
      locked: 'This page needs a login',
      refused: 'That did not work',
      broken: 'Something went wrong on our side',
    },
    texts: {
      'not-found': 'Check the address, or open the page again from your electricity retailer’s app.',
      gone: 'The link has been used, or consent has been withdrawn. Open the page again from your electricity retailer’s app.',
      expired:
        'Links to our pages work for a while only. Nothing was changed just now. Open the page again from your electricity retailer’s app.',
      answered:
        'That may have been in another tab. Nothing was changed just now. Your electricity retailer’s app shows whether the car is connected, and there you can begin again.',
      'no-consent': 'Nothing was changed. Connect the car again in your electricity retailer’s app.',
      locked: 'The page is for those who operate the service. Open it again, and log in with the key.',
      refused: 'The form was incomplete or too old. Go back, reload the page and try again.',
      broken:
        'The page does not work right now. The car keeps to what was last decided. Try again in a few minutes.',
    },
    home: 'To the front page',
    reference: (reference) => `Reference: ${reference}`,
  },
}
