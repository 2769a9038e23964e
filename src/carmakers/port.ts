import type { ReportedState } from './charge-state.ts'
import type { CommandRecipe } from './command-recipe.ts'
import type { Controllability } from './controllability.ts'
import type { CommandOutcome } from './outcome.ts'
import type { Streaming } from './streaming.ts'
import type { ReceiveWebhook } from './webhook.ts'

/**
 * What a brand can do through its adapter. Control, reading and texts ask this record, never for a brand's name; a
 * contract test holds it against the calls that the adapter has.
 */
export interface Capabilities {
  /** Charging can be started and stopped. */
  readonly startStop: boolean
  /** The car's own charge limit can be set: there is a `setChargeLimit`. */
  readonly limit: boolean
  /** A sleeping car can be woken. Where it cannot, a command is sent to it as it is. */
  readonly wake: boolean
  /** The charging current can be set. */
  readonly amps: boolean
  /** The car can hold a schedule that needs no position; it is then written before the first stop. */
  readonly ownSchedule: boolean
  /** Changes come by themselves, by webhook or stream, where that is set up. */
  readonly push: boolean
  /** Consent can be asked without position in it. A brand that cannot is not connected. */
  readonly separableLocationScope: boolean
  /** Revoking one of a driver's grants leaves the others alone. Where not, it takes the cars from all of them. */
  readonly separableGrants: boolean
  /** Tells whether the car is at home without telling where that is. */
  readonly atHomeFlag: boolean
}

/** Tokens as the carmaker gave them. Secret: sealed before they are stored, never logged. */
export interface TokenSet {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
  /** What the driver granted in the end; may be less or more than was asked for. */
  readonly grantedScopes: readonly string[]
}

/** Tokens that came for a refresh token. */
export interface RenewedTokens extends Omit<TokenSet, 'grantedScopes'> {
  /** What the driver grants by now, where the carmaker tells; `null`: as before (RFC 6749 §6). */
  readonly grantedScopes: readonly string[] | null
}

/**
 * A car as the carmaker lists it. The reference is what later calls need; for Tesla it is the VIN. It stands for the VIN
 * of a car that cannot tell it.
 */
export interface ListedVehicle {
  readonly reference: string
  readonly vin: string
}

/** What reading a car gave. Asking never wakes it. */
export type Reading =
  | { readonly kind: 'state'; readonly state: ReportedState }
  /** `asked`: the car itself was, which carmakers bill. */
  | { readonly kind: 'asleep'; readonly asked?: true }
  | { readonly kind: 'offline' }

export interface AuthorizationRequest {
  readonly state: string
  /** PKCE code challenge, S256 (RFC 7636 §4.2). */
  readonly codeChallenge: string
  readonly locale: 'nb' | 'en'
}

export interface AuthorizationAnswer {
  /** The callback's query parameters, unchanged. */
  readonly parameters: URLSearchParams
  readonly expectedState: string
  /** PKCE code verifier (RFC 7636 §4.1). */
  readonly codeVerifier: string
}

/** Consent and tokens. Every method but `authorizeUrl` throws {@link CarmakerError}. */
export interface CarmakerOAuth {
  /** Scopes asked for. Never one that gives position; a test holds every adapter to that. */
  readonly scopes: readonly string[]
  /** The one of them without which every command is refused. */
  readonly commandScope: string
  /** A renewed token tells what the driver grants by now: asking costs a refresh and no call. */
  readonly renewalTellsScopes: boolean
  authorizeUrl(request: AuthorizationRequest): URL
  exchangeCode(answer: AuthorizationAnswer): Promise<TokenSet>
  refresh(refreshToken: string): Promise<RenewedTokens>
  /** What `revoke` takes, if not the refresh token: a brand that knows no RFC 7009 ends a grant as it is used. */
  readonly revokesWith?: 'access-token'
  /** Ends the grant: RFC 7009, or the brand's own way. An unknown token counts as revoked (RFC 7009 §2.2). */
  revoke(token: string): Promise<void>
}

/**
 * Reading and commanding cars. Reads throw {@link CarmakerError}. A command throws it for two reasons only, and was not
 * tried then: a token that was not accepted (`token-expired`), and a region that is not the driver's
 * (`OutOfRegionError`). All else is an outcome.
 */
export interface CarmakerApi {
  readonly listVehicles: (accessToken: string) => Promise<readonly ListedVehicle[]>
  readonly readChargeState: (accessToken: string, reference: string) => Promise<Reading>
  /** For brands where a connected car may still refuse every command. */
  readonly readControllability?: (accessToken: string, reference: string) => Promise<Controllability>
  /** What the driver grants by now, for a brand whose renewed tokens do not tell it. Asking never wakes the car. */
  readonly readPermissions?: (accessToken: string, reference: string) => Promise<readonly string[]>
  /** Has a car tell its charge state by itself, where its brand streams and that is configured. Asking again is no harm. */
  readonly setUpStream?: ((accessToken: string, reference: string) => Promise<Streaming>) | undefined
  /** Ends what `setUpStream` began. A car that streams nothing, or is not the driver's any more, is no error. */
  readonly endStream?: (accessToken: string, reference: string) => Promise<void>
  readonly wake: CommandCall
  readonly startCharging: CommandCall
  readonly stopCharging: CommandCall
  /** Sets the car's own charge limit. There exactly if the brand has the capability `limit`. */
  readonly setChargeLimit?: (
    accessToken: string,
    reference: string,
    limitPercent: number,
  ) => Promise<CommandOutcome>
}

/** One region of a brand. */
export interface Region {
  /** By which it is called, as stored with connections. */
  readonly address: string
  /** A word for people, metrics and events: small letters, digits and hyphens. */
  readonly name: string
}

/** For a brand whose API stands in several regions, each of which knows its own drivers only and fails by itself. */
export interface Regions {
  /** As configured. The first one serves whoever's region is not known, or is configured no more. */
  readonly all: readonly [Region, ...Region[]]
  /** The API of a region, by the address that an earlier call brought; for any other address that of the first one. */
  readonly apiIn: (region: string | null) => CarmakerApi
  /** The driver's region; `null` if it is none of those configured. @throws CarmakerError if it is not told */
  readonly find: (accessToken: string) => Promise<string | null>
}

/** @param purpose `release`: the car is given back for good; where requests are few, some are kept for it */
export type CommandCall = (
  accessToken: string,
  reference: string,
  purpose?: 'intent' | 'release',
) => Promise<CommandOutcome>

/** A carmaker as its folder makes it; under which name it goes is for the registry to say. */
export interface Brand {
  readonly capabilities: Capabilities
  readonly recipe: CommandRecipe
  readonly oauth: CarmakerOAuth
  /** In the region that is configured first, if there are several. */
  readonly api: CarmakerApi
  readonly regions?: Regions | undefined
  /** Where the driver gives us a key to the car, if the brand wants one. */
  readonly pairingUrl?: URL | undefined
  /** Judges what the carmaker sends by itself; there only if that is configured. */
  readonly receiveWebhook?: ReceiveWebhook | undefined
}
