import type { CommandRecipe } from '../carmakers/command-recipe.ts'
import type { Controllability } from '../carmakers/controllability.ts'
import type { Plan } from '../planning/plan-type.ts'
import type { TestCharge, TestResult } from '../vehicles/test-charge.ts'
import type { ChargingPolicy, VehicleState } from '../vehicles/vehicle.ts'
import type { LookPhase } from './look-phase.ts'
import type { Reason } from './reasons.ts'

/** What a car is wanted to do. RELEASE: whatever it would do without us. */
export type Desired = 'CHARGE' | 'HOLD' | 'RELEASE'

/** Why it is wanted, in the order of what beats what. */
export const INTENT_CAUSES = [
  'withdrawal',
  'evacuation',
  'paused',
  /** The fuse of the site does not hold this car beside another. */
  'other-car',
  /** It may have come unseen and fallen asleep: it is woken once, to tell. */
  'in-doubt',
  'test-charge',
  'charge-now',
  'minimum',
  'ready-by',
  'price',
  'target-reached',
] as const
export type IntentCause = (typeof INTENT_CAUSES)[number]

/** Wanted state with an expiry. After it, nothing holds the car back any more until a pass has decided anew. */
export interface Want {
  readonly desired: Desired
  readonly cause: IntentCause
  readonly validUntil: Date
}

/** A want as it is written down. */
export interface Intent extends Want {
  /** Rises when the wanted state or its cause changes, and with a new stay at the plug. */
  readonly epoch: number
  readonly reason: Reason
}

/** The intent of an earlier pass. */
export interface DecidedIntent extends Intent {
  readonly decidedAt: Date
}

export type CommandKind = 'start' | 'stop' | 'wake'

/** A command as the ledger has it. */
export interface Command {
  readonly id: string
  readonly epoch: number
  readonly attempt: number
  readonly kind: CommandKind
  readonly purpose: 'intent' | 'release'
  readonly sentAt: Date
  /** `null`: no answer was ever written down; after a crash that means unknown. */
  readonly outcome: 'done' | 'refused' | 'unknown' | null
  readonly refusal: string | null
  readonly confirmedAt: Date | null
}

/** When charge now ends, if the car is not unplugged before. */
export type ChargeNowEnd =
  /** The policy's own target if none is told. */
  | { readonly until: 'target'; readonly targetPercent?: number | undefined }
  | { readonly until: 'time'; readonly endsAt: Date }
  | { readonly until: 'unplugged' }

export const OVERRIDE_KINDS = ['charge-now', 'by-hand', 'stopped-by-hand'] as const

/** The driver's own will, until the car is unplugged, the driver hands it back, or charge now has come to its end. */
export interface Override {
  /** `charge-now`: pressed in the app. The others: started or stopped at the car or in the carmaker's app. */
  readonly kind: (typeof OVERRIDE_KINDS)[number]
  readonly since: Date
  /** Of charge now; at the policy's target if left out. */
  readonly end?: ChargeNowEnd | undefined
  /** Charge now of a car that was last seen unplugged, and is looked at for it. */
  readonly awaitsPlug?: true | undefined
}

/** The plan a vehicle follows and what it was made for. */
export interface FollowedPlan {
  readonly id: string
  readonly plan: Plan
  /** The ready-by time the driver was promised. */
  readonly promisedReadyBy: Date
}

/** Everything a decision rests on. Gathered in one go; nothing else is looked at. */
export interface Facts {
  readonly now: Date
  /** When in a poll period the car is looked at. Left out: a whole one after the last look. */
  readonly lookPhase?: LookPhase | undefined
  /** Over so long looks are spread by that phase which would otherwise come for many cars at one instant, s. Left out: 0. */
  readonly spreadSeconds?: number
  readonly consent: 'live' | 'lapsed' | 'withdrawing' | 'ended'
  readonly policy: ChargingPolicy
  /** Operations give every car back; none is held meanwhile. */
  readonly evacuating?: boolean
  /** The carmaker refuses what was granted: not even a release could be allowed. Left out: it does not. */
  readonly accessRefused?: boolean
  /** In a withdrawal: until when a release that has never left is tried again. Left out, or `null`: it is not. */
  readonly releaseUntil?: Date | null | undefined
  /** `null`: not asked yet, or a brand that needs no asking. */
  readonly controllable: Controllability | null
  /** Whether its brand wakes a sleeping car when asked; where it does not, the command itself has to. */
  readonly canWake: boolean
  /** Its carmaker wants no call about this car before then; `null`: it may be called. */
  readonly quietUntil: Date | null
  /** Since when its carmaker does not answer, so that no command is sent; `null`: it answers. */
  readonly carmakerDownSince: Date | null
  /** Since when the car has waited for the rate of its carmaker; `null`, or left out: it does not. */
  readonly queuedSince?: Date | null
  /** When a car that may have come unseen, and sleeps, is woken to be asked; `null`: there is no such doubt. Left out: `null`. */
  readonly wakeBy?: Date | null
  /** How its brand is commanded. */
  readonly recipe: CommandRecipe
  /** It has not started again after our stops: once it charges, it is kept charging. */
  readonly doesNotRestart: boolean
  /** False where the car is, or may be, anywhere else; `null` while that cannot be told yet. */
  readonly atHome: boolean | null
  readonly state: VehicleState | undefined
  readonly followed: FollowedPlan | null
  /** What the plan charges to past the target, for the departure after; 0, or left out: it does not. */
  readonly aheadPercent?: number
  /** Charging without a break from here on just makes it. `null` while nothing is needed. */
  readonly latestStart: Date | null
  /** When charging from now on without a break would reach the target. `null` while nothing is needed. */
  readonly finishAt: Date | null
  /** Until when the fuse does not hold this car beside the others of its site; `null`: it may charge now. */
  readonly waitsUntil: Date | null
  /** When the next of them has its turn, so that a charge ends then; `null`: none has. */
  readonly roomUntil: Date | null
  /** The test charge that runs; `null` if none does. */
  readonly test: Pick<TestCharge, 'id' | 'askedAt'> | null
  readonly override: Override | null
  readonly previous: DecidedIntent | null
  /** Newest first, from the present stay at the plug. */
  readonly commands: readonly Command[]
  readonly spentToday: { readonly commands: number; readonly wakes: number }
}

/** What one pass does with a vehicle. */
export interface Decision {
  /** `null`: not ours to control at the moment. */
  readonly intent: Intent | null
  readonly reason: Reason
  readonly command: {
    readonly kind: CommandKind
    readonly purpose: 'intent' | 'release'
    readonly attempt: number
  } | null
  /** Commands that the observation bears out. */
  readonly confirmed: readonly string[]
  readonly override: 'keep' | 'end' | 'by-hand' | 'stopped-by-hand'
  /** How the running test charge ended; `null` while it runs, or if none does. */
  readonly testResult: TestResult | null
  /** `null`: never again. */
  readonly nextDue: Date | null
  /** The release is over, one way or another: consent may end. */
  readonly finishWithdrawal: boolean
}
