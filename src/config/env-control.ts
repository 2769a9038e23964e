import { carsPerSecond, herdSeconds, variables } from './env-fields.ts'

/** How cars are controlled, whatever their brand. */
export const controlVariables = {
  LADEPLAN_HERD_SECONDS: herdSeconds.default(600).register(variables, {
    group: 'control',
    about:
      'Over how many seconds cars are spread that would otherwise start or stop in the same second, 0 to 1800; 0: not at all.',
    example: '600',
  }),
  LADEPLAN_CARS_PER_SECOND: carsPerSecond.default(100).register(variables, {
    group: 'control',
    about:
      'Most cars of one carmaker that all processes together look after in a second, 0.1 to 10000; what it allows your application.',
    example: '100',
  }),
}
