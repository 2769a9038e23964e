/** Problems of charge now; part of the catalogue. */
export const CHARGE_NOW_PROBLEMS = {
  'vehicle-not-plugged-in': {
    status: 409,
    title: 'The car is not plugged in',
    resolution: 'retry',
    explanation: 'Plug the car in, then ask again.',
  },
  'vehicle-not-read': {
    status: 409,
    title: 'The car has not been read yet',
    resolution: 'retry',
    explanation:
      'It is not known whether the car is plugged in. It is read within minutes of connecting: ask again then.',
  },
  'fast-charging': {
    status: 409,
    title: 'The car is at a fast charger',
    resolution: 'retry',
    explanation: 'Fast charging is never controlled. Ask again once the car is plugged in at home.',
  },
  'vehicle-away': {
    status: 409,
    title: 'The car is not at home',
    resolution: 'retry',
    explanation:
      'A car that is, or may be, elsewhere is never commanded. "atHome" of the vehicle says what is known, and PUT …/at-home tells it.',
  },
  'needs-pairing': {
    status: 409,
    title: 'The car has no key of ours',
    resolution: 'retry',
    explanation:
      'Send the driver to "pairingUrl" of the vehicle. Once they have approved the key, ask again, or ask for a test charge.',
  },
  'given-back': {
    status: 409,
    title: 'No car is controlled for now',
    resolution: 'retry',
    explanation:
      'Operations have given every car back, as in an evacuation: each charges as it would without Ladeplan. Ask again when they have taken it back.',
  },
  'vehicle-full': {
    status: 409,
    title: 'The car is as full as it lets itself be',
    resolution: 'fix_request',
    explanation: 'It stops at a limit of its own, which only the driver can raise, in the car or in its app.',
  },
  paused: {
    status: 409,
    title: 'Smart charging is paused',
    resolution: 'fix_request',
    explanation: 'In a pause the car is left to itself. End the pause in the policy, then ask again.',
  },
  'target-above-vehicle-limit': {
    status: 422,
    title: 'The car would stop before the target',
    resolution: 'fix_request',
    explanation:
      "The car keeps a limit of its own, which only the driver can raise, in the car or in the carmaker's app.",
  },
  'target-already-reached': {
    status: 409,
    title: 'The car is charged that far already',
    resolution: 'fix_request',
    explanation: 'There is nothing to charge to this target. Ask for a higher one, or for some hours.',
  },
} as const
