import { addMinutes, addSeconds } from 'date-fns'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHARGING_STATUSES } from '../../src/carmakers/charge-state.ts'
import { decide } from '../../src/control/decide.ts'
import { INTENT_CAUSES, type Command, type DecidedIntent, type Facts } from '../../src/control/facts.ts'
import { BLOCK, factsOf, followed, HELD, NOW, policy, STOPPED, stateOf } from './night-facts.ts'

/** Half a day around the night, in whole minutes, so that instants meet. */
const instant = fc.integer({ min: -720, max: 720 }).map((minutes) => addMinutes(NOW, minutes))
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
const share = fc.integer({ min: 0, max: 100 })

const state: fc.Arbitrary<Facts['state']> = fc.option(
  fc
    .record({
      charge: fc.record({
        observedAt: instant,
        status: fc.constantFrom(...CHARGING_STATUSES),
        socPercent: maybe(share),
        limitPercent: maybe(fc.integer({ min: 50, max: 100 })),
        fastCharging: fc.boolean(),
      }),
      known: fc.record({
        reach: fc.constantFrom('online' as const, 'asleep' as const, 'offline' as const),
        checkedAt: instant,
        pluggedInAt: maybe(instant),
      }),
      reported: fc.boolean(),
    })
    .map(({ charge, known, reported }) => stateOf(charge, reported ? known : { ...known, charge: null })),
  { nil: undefined },
)

const command: fc.Arbitrary<Command> = fc.record({
  id: fc.uuid(),
  // A later epoch than the intent's too: what an intent was sent for may have been lost.
  epoch: fc.integer({ min: 3, max: 6 }),
  attempt: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom('start' as const, 'stop' as const, 'wake' as const),
  purpose: fc.constantFrom('intent' as const, 'release' as const),
  sentAt: instant,
  outcome: fc.constantFrom('done' as const, 'refused' as const, 'unknown' as const, null),
  refusal: fc.constant(null),
  confirmedAt: maybe(instant),
})

const previous: fc.Arbitrary<DecidedIntent> = fc.record({
  desired: fc.constantFrom('CHARGE' as const, 'HOLD' as const, 'RELEASE' as const),
  cause: fc.constantFrom(...INTENT_CAUSES),
  validUntil: instant,
  epoch: fc.constant(4),
  reason: fc.constant(HELD.reason),
  decidedAt: instant,
})

const facts: fc.Arbitrary<Facts> = fc
  .record({
    now: instant,
    consent: fc.constantFrom(
      'live' as const,
      'live' as const,
      'lapsed' as const,
      'withdrawing' as const,
      'ended' as const,
    ),
    policy: fc
      .record({ targetPercent: share, minimumPercent: share, paused: fc.boolean() })
      .map((given) => ({ ...policy, ...given })),
    canWake: fc.boolean(),
    controllable: fc.constantFrom('yes', 'yes', null, null, 'needs_pairing', 'no'),
    atHome: fc.constantFrom(true, true, true, false, null),
    state,
    followed: maybe(
      fc
        .record({
          blocks: fc.constantFrom([], followed().plan.blocks),
          feasibility: fc.constantFrom('ready' as const, 'late' as const),
          provisional: fc.boolean(),
        })
        .map(followed),
    ),
    latestStart: maybe(instant),
    finishAt: maybe(instant),
    override: maybe(
      fc.record({ kind: fc.constantFrom('charge-now' as const, 'by-hand' as const), since: instant }),
    ),
    previous: maybe(previous),
    wakeBy: maybe(instant),
    commands: fc
      .array(command, { maxLength: 6 })
      .map((commands) => commands.toSorted((a, b) => b.sentAt.getTime() - a.sentAt.getTime())),
    spentToday: fc.record({
      commands: fc.integer({ min: 0, max: 14 }),
      wakes: fc.integer({ min: 0, max: 4 }),
    }),
  })
  // A car in doubt is one that is not known to stand at the plug, and has no commands of its stay.
  .map((given) => factsOf(given.wakeBy === null ? given : { ...given, commands: [] }))

/** What must hold of every decision; named, so that a failure says which. */
const RULES: Readonly<Record<string, (given: Facts, made: ReturnType<typeof decide>) => boolean>> = {
  'the next look lies ahead, but for a withdrawal and a consent that ended': (
    { now, consent },
    { nextDue },
  ) => (nextDue === null ? consent === 'ended' : consent === 'withdrawing' ? nextDue >= now : nextDue > now),
  'a hold ends by latest start while energy is missing': ({ latestStart }, { intent }) =>
    intent?.desired !== 'HOLD' ||
    intent.cause === 'target-reached' ||
    latestStart === null ||
    intent.validUntil <= latestStart,
  'nothing is held back from latest start on while energy is missing': ({ now, latestStart }, { intent }) =>
    intent?.desired !== 'HOLD' || intent.cause !== 'price' || latestStart === null || now < latestStart,
  'nothing is sent without live consent but a release': ({ consent }, { command: sent }) =>
    sent === null || consent === 'live' || (consent === 'withdrawing' && sent.purpose === 'release'),
  'nothing is sent to a car on direct current, away, unplugged or without our key, but a wake-up to one in doubt':
    ({ consent, atHome, controllable, state: seen }, { command: sent, intent }) =>
      sent === null ||
      consent === 'withdrawing' ||
      intent?.cause === 'in-doubt' ||
      (atHome !== false &&
        [null, 'yes'].includes(controllable) &&
        seen?.charge?.fastCharging === false &&
        !['disconnected', 'unknown'].includes(seen.charge.status)),
  'a car in doubt is woken when it is time, and nothing else': ({ now, wakeBy }, { command: sent, intent }) =>
    intent?.cause !== 'in-doubt' || (sent?.kind === 'wake' && wakeBy != null && wakeBy <= now),
  'what is sent serves what is wanted': (_, { intent, command: sent }) =>
    sent === null ||
    (sent.kind === 'stop' ? intent?.desired === 'HOLD' : intent !== null && intent.desired !== 'HOLD'),
  'a number of tries is never used twice in an epoch': ({ commands }, { intent, command: sent }) =>
    sent === null ||
    commands.filter(({ epoch, kind }) => epoch === intent?.epoch && kind === sent.kind).length + 1 ===
      sent.attempt,
  'within half an hour the fourth try is never made': ({ now, commands }, { intent, command: sent }) =>
    sent === null ||
    commands.filter(
      ({ epoch, kind, sentAt }) =>
        epoch === intent?.epoch && kind === sent.kind && sentAt > addMinutes(now, -30),
    ).length < 3,
  'an epoch is the one before, unless a command is of a later one, or the next that nothing has': (
    { previous: before, commands },
    { intent },
  ) => {
    const newest = Math.max(before?.epoch ?? 0, ...commands.map(({ epoch }) => epoch))
    const isKept = before?.epoch === newest && intent?.epoch === newest
    return intent === null || isKept || intent.epoch === newest + 1
  },
  'nothing is sent while the car may still obey the same command, whatever it was sent for': (
    { now, commands },
    { intent, command: sent },
  ) => {
    if (sent === null || intent?.cause === 'withdrawal') return true
    const last = commands.find(
      ({ kind, outcome }) => (kind === 'wake') === (sent.kind === 'wake') && outcome !== 'refused',
    )
    return last?.kind !== sent.kind || addSeconds(last.sentAt, 60) <= now
  },
  'nothing is confirmed by a report that is not newer': ({ commands, state: seen }, { confirmed }) =>
    commands
      .filter(({ id }) => confirmed.includes(id))
      .every(
        ({ kind, sentAt }) =>
          sentAt < ((kind === 'wake' ? seen?.checkedAt : seen?.charge?.observedAt) ?? sentAt),
      ),
  'a withdrawal ends only when nothing is sent any more': (_, { finishWithdrawal, command: sent, intent }) =>
    !finishWithdrawal || (sent === null && intent?.cause === 'withdrawal'),
}

test('every decision keeps every rule, for whatever facts', () => {
  fc.assert(
    fc.property(facts, (given) => {
      const made = decide(given)
      for (const [rule, holds] of Object.entries(RULES)) expect(holds(given, made), rule).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})

test('the facts that are tried lead to every kind of decision', () => {
  const tried = fc.sample(facts, { numRuns: 10_000, seed: 20_241_212 }).map((given) => {
    const { intent, command: sent } = decide(given)
    return `${intent?.desired ?? 'none'} ${sent?.kind ?? ''}`.trim()
  })
  expect([...new Set(tried)].toSorted()).toEqual([
    'CHARGE',
    'CHARGE start',
    'CHARGE wake',
    'HOLD',
    'HOLD stop',
    'RELEASE',
    'RELEASE start',
    'RELEASE wake',
    'none',
  ])
})

test('the rules find planted faults', () => {
  const given = factsOf({ latestStart: addMinutes(BLOCK.start, -45) })
  const honest = decide(given)
  const broken = (fault: Partial<typeof honest>, facts = given): string[] =>
    Object.entries(RULES).flatMap(([rule, holds]) => (holds(facts, { ...honest, ...fault }) ? [] : [rule]))
  const hold = { ...HELD, validUntil: BLOCK.start }
  const stop = { kind: 'stop', purpose: 'intent', attempt: 4 } as const
  const thrice = [1, 2, 3].map((attempt) => ({ ...STOPPED, attempt }))
  expect(broken({})).toEqual([])
  expect(broken({ nextDue: given.now })).toHaveLength(1)
  expect(broken({ intent: hold })).toEqual(['a hold ends by latest start while energy is missing'])
  expect(broken({ command: stop }, { ...given, commands: thrice })).toEqual([
    'within half an hour the fourth try is never made',
  ])
  const justSent = { ...STOPPED, epoch: 3, sentAt: addSeconds(given.now, -59) }
  expect(broken({ command: { ...stop, attempt: 1 } }, { ...given, commands: [justSent] })).toEqual([
    'nothing is sent while the car may still obey the same command, whatever it was sent for',
  ])
  expect(broken({ intent: { ...hold, epoch: 7 }, nextDue: null })).toHaveLength(3)
  expect(
    broken({ confirmed: [STOPPED.id] }, factsOf({ commands: [{ ...STOPPED, sentAt: NOW }] })),
  ).toHaveLength(1)
})

test('the same facts give the same decision', () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(decide(given)).toEqual(decide(structuredClone(given)))
    }),
    { numRuns: 500 },
  )
})
