import { maxStarts, minimumRunMinutes, startCost, variables } from './env-fields.ts'
import { DEFAULT_RUN_LIMITS } from './run-limits.ts'

/** How cars of a brand are started, as every brand may be told; each goes under a name that begins with the brand's. */
export function runLimitFields() {
  return {
    maxStarts: maxStarts.default(DEFAULT_RUN_LIMITS.maxStarts).register(variables, {
      group: 'carmaker',
      about:
        'Most times that charging begins in a night, 1 to 20, unless the vehicle has a limit of its own.',
      example: '2',
    }),
    minimumRunMinutes: minimumRunMinutes.default(DEFAULT_RUN_LIMITS.minimumRunMinutes).register(variables, {
      group: 'carmaker',
      about: 'Least minutes that charging goes on once begun, 0 to 240, unless the vehicle has its own.',
      example: '30',
    }),
    /** NOK. */
    startCost: startCost.default(DEFAULT_RUN_LIMITS.startCost).register(variables, {
      group: 'carmaker',
      about:
        'What beginning to charge is taken to cost, 0 to 10 NOK: another start has to save at least that.',
      example: '0.10',
    }),
  }
}
