import type { z } from 'zod'
import { envSchema, OWN_NAMES } from './env.ts'
import { variables, type Variable } from './env-fields.ts'

/** What a brand is told by the environment: variables by their names, each described as Ladeplan's own are. */
export type BrandVariables = Readonly<Record<string, z.ZodType>>
/** The brands that there are, in the order in which their variables are listed. */
export type Brands = Readonly<Record<string, { readonly variables: BrandVariables }>>

export interface KnownVariable extends Variable {
  readonly name: string
  readonly schema: z.ZodType
  /** The brand that reads it; `null`: Ladeplan itself does. */
  readonly brand: string | null
}

/** Every variable there is, by its name, in the order in which they are checked. */
export type KnownVariables = ReadonlyMap<string, KnownVariable>

/**
 * Ladeplan's own variables and those of the brands.
 *
 * @throws TypeError if a brand's variable is not described, or not named `<BRAND>_…`
 */
export function knownVariables(brands: Brands): KnownVariables {
  const own: BrandVariables = envSchema.shape
  const ownOf = (names: readonly string[]): KnownVariable[] =>
    names.flatMap((name) => (own[name] === undefined ? [] : described(name, own[name], null)))
  const theirs = Object.entries(brands).flatMap(([brand, { variables: shape }]) =>
    Object.entries(shape).map(([name, schema]) => described(name, schema, brand)),
  )
  const all = [...ownOf(OWN_NAMES.beforeCarmakers), ...theirs, ...ownOf(OWN_NAMES.afterCarmakers)]
  return new Map(all.map((variable) => [variable.name, variable]))
}

function described(name: string, schema: z.ZodType, brand: string | null): KnownVariable {
  const info = variables.get(schema)
  if (info === undefined) throw new TypeError(`${name} is not described: register it in \`variables\``)
  if (brand !== null && !name.startsWith(`${brand.toUpperCase()}_`))
    throw new TypeError(`${name} is a variable of ${brand}: begin its name with ${brand.toUpperCase()}_`)
  return { ...info, name, schema, brand }
}
