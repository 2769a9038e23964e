/** Problems of charge now; part of the catalogue. */
export const CHARGE_NOW_PROBLEMS = {
  'vehicle-not-plugged-in': {
    status: 409,
    title: 'The car is not plugged in',
    resolution: 'retry',
    explanation: 'Plug the car in, then ask again.',
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
