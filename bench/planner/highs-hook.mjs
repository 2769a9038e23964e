import { URL } from 'node:url'

/** Hands the exact solver of the tests `highs-tap.ts` in place of `highs`, so that a solve can be timed apart from its model. */
export function resolve(specifier, context, next) {
  const isOracle = specifier === 'highs' && context.parentURL?.includes('/oracle/linear-programme.ts')
  return next(isOracle ? new URL('highs-tap.ts', import.meta.url).href : specifier, context)
}
