import { herdSeconds, variables } from './env-fields.ts'

/** How cars are controlled, whatever their brand. */
export const controlVariables = {
  LADEPLAN_HERD_SECONDS: herdSeconds.default(600).register(variables, {
    group: 'control',
    about:
      'Over how many seconds cars are spread that would otherwise start or stop in the same second, 0 to 1800; 0: not at all.',
    example: '600',
  }),
}
