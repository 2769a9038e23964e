import { NotFoundError } from '../base/errors.ts'
import type { ApiPrices } from '../config/api-prices.ts'
import type { BrandEntry } from './brand.ts'
import type { Brand } from './port.ts'
import type { CarmakerHooks } from './position-fields.ts'
import { smartcar } from './smartcar/brand.ts'
import { tesla } from './tesla/brand.ts'

/** Every brand, and aggregators that stand for many, under its name: a folder beside `tesla/` and its name here. */
const LINES = { tesla, smartcar }

export type CarmakerName = keyof typeof LINES
/** Something that some brands have. */
export type ByCarmaker<Value> = Readonly<Partial<Record<CarmakerName, Value>>>
type ConfigOf = { readonly [Name in CarmakerName]: Parameters<(typeof LINES)[Name]['create']>[0] }
/** The same, each tied to its own settings. */
export const BRANDS: { readonly [Name in CarmakerName]: BrandEntry<ConfigOf[Name]> } = LINES

/** In the order of the registry. */
export const CARMAKERS = Object.keys(LINES).filter(isCarmakerName)

function isCarmakerName(name: string): name is CarmakerName {
  return Object.hasOwn(LINES, name)
}

/** What the API of each brand that is billed by the call costs, unless configured otherwise. */
export const LIST_PRICES: ByCarmaker<ApiPrices> = forEachBrand((name) => BRANDS[name].apiPrices({}))

/** One value for each brand that has one. */
export function forEachBrand<Value>(valueOf: (name: CarmakerName) => Value | undefined): ByCarmaker<Value> {
  const values: Partial<Record<CarmakerName, Value>> = {}
  for (const name of CARMAKERS) {
    const value = valueOf(name)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** What each scope of any brand is for, in the words of the consent notice. A scope that two brands have has those of the first. */
export function permissionWords(language: 'nb' | 'en'): ReadonlyMap<string, string> {
  return new Map(CARMAKERS.toReversed().flatMap((name) => Object.entries(BRANDS[name].permissions[language])))
}

/** One entry per configured carmaker. */
export type CarmakerConfigs = { readonly [Name in CarmakerName]?: ConfigOf[Name] | undefined }

/** Makes the hooks of one brand, so that whoever is told knows of whom. */
export type HooksOf = (carmaker: CarmakerName) => CarmakerHooks

export interface Carmaker extends Brand {
  readonly name: CarmakerName
  /** How the brand is written for people. */
  readonly label: string
}

export interface Carmakers {
  readonly names: readonly CarmakerName[]
  /** @throws NotFoundError for a carmaker that is not configured. */
  get(name: CarmakerName): Carmaker
}

/** Every configured carmaker under its name. */
export function createCarmakers(configs: CarmakerConfigs, hooksOf: HooksOf = () => ({})): Carmakers {
  const made = CARMAKERS.map((name) => makeCarmaker(name, configs[name], hooksOf))
  const byName = new Map(made.filter((carmaker) => carmaker !== undefined).map((one) => [one.name, one]))
  return {
    names: [...byName.keys()],
    get(name) {
      const carmaker = byName.get(name)
      if (carmaker === undefined) throw new NotFoundError(`carmaker: ${name}`)
      return carmaker
    },
  }
}

function makeCarmaker<Name extends CarmakerName>(
  name: Name,
  config: CarmakerConfigs[Name],
  hooksOf: HooksOf,
): Carmaker | undefined {
  if (config === undefined) return undefined
  const { create, label } = BRANDS[name]
  return { ...create(config, hooksOf(name)), name, label }
}
