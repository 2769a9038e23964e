import type { BusinessEvents } from '../observability/business-events.ts'

/**
 * Does what goes with looking after cars. A chore that fails is told of and comes again with the next tick; it keeps no car waiting, however
 * often it fails: what one row is like must not decide over every other car.
 *
 * @returns a function that does a chore, and tells how much was done, where the chore counts that; 0 if it failed
 */
export function createChores(
  events: Pick<BusinessEvents, 'somethingFailed'>,
): (where: string, chore: () => unknown) => Promise<number> {
  return async (where, chore) => {
    try {
      const done = await chore()
      return typeof done === 'number' ? done : 0
    } catch (error) {
      events.somethingFailed({ where, error })
      return 0
    }
  }
}
