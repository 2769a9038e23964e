import { expect, it } from 'vitest'
import type { CommandOutcome } from '../../src/carmakers/outcome.ts'
import type { ConnectionState } from '../../src/connections/connection-store.ts'
import { read } from '../../src/database/reads.ts'
import { write } from '../../src/database/writes.ts'
import { withdrawConsent } from '../../src/control/driver-controls.ts'
import { spentOnDay } from '../../src/control/budget-day.ts'
import {
  commandsSince,
  confirmCommands,
  commandWrite,
  outcomeWrite,
  passReleaseOn,
  spentRead,
} from '../../src/control/command-store.ts'
import { minutesAfter } from '../support/pictures.ts'
import { DUSK } from '../simulator/support.ts'
import { describeOnEveryEngine } from '../support/database.ts'
import { connect, useStage } from '../support/stage.ts'

type NewCommand = Parameters<typeof commandWrite>[2]

describeOnEveryEngine('the ledger of commands', (database) => {
  const stage = useStage(database)
  const trx = () => database().transaction()
  let written = 0

  const give = async (
    { connection, vehicle }: Awaited<ReturnType<typeof connect>>,
    changes: Partial<NewCommand> = {},
  ): Promise<NewCommand> => {
    const command: NewCommand = {
      id: `command-${String(++written)}`,
      epoch: 1,
      attempt: 1,
      kind: 'start',
      purpose: 'intent',
      sentAt: DUSK,
      ...changes,
    }
    const target = { vehicleId: vehicle.id, connectionId: connection.id }
    await trx().execute(async (t) => {
      if (command.purpose === 'release') await passReleaseOn(t, target)
      await write(t, commandWrite(t, target, command))
    })
    return command
  }
  const setState = (state: ConnectionState) => database().updateTable('connection').set({ state }).execute()
  const all = async () => (await database().selectFrom('command').selectAll().execute()).length

  it.each(['started', 'abandoned', 'reauth_required', 'withdrawing', 'withdrawn'] as const)(
    'refuses a command while the connection is %s',
    async (state) => {
      const connected = await connect(stage())
      await give(connected)
      await setState(state)
      for (const kind of ['start', 'stop', 'wake'] as const)
        await expect(give(connected, { kind, epoch: 2 })).rejects.toThrow('no live consent')
      expect(await all()).toBe(1)
    },
  )

  it('lets one release through while consent is being withdrawn, and none after', async () => {
    const connected = await connect(stage())
    await setState('withdrawing')
    await give(connected, { purpose: 'release' })
    await expect(give(connected, { purpose: 'release', epoch: 2 })).rejects.toThrow('no live consent')
    await expect(give(connected, { purpose: 'release', attempt: 2 })).rejects.toThrow('no live consent')
    await setState('withdrawn')
    await expect(give(connected, { purpose: 'release', epoch: 3 })).rejects.toThrow('no live consent')
    expect(await all()).toBe(1)
  })

  it('lets another release through only when the one before is known never to have left', async () => {
    const connected = await connect(stage())
    await setState('withdrawing')
    const settle = (command: NewCommand, outcome: CommandOutcome) =>
      trx().execute((t) => write(t, outcomeWrite(t, command, outcome, DUSK)))
    const first = await give(connected, { purpose: 'release' })
    const second = { purpose: 'release', attempt: 2 } as const
    for (const because of ['rate_limited', 'other'] as const) {
      await settle(first, { kind: 'refused', because })
      await expect(give(connected, second)).rejects.toThrow('no live consent')
    }
    await settle(first, { kind: 'refused', because: 'not_sent' })
    await settle(await give(connected, second), { kind: 'unknown' })
    await expect(give(connected, { purpose: 'release', attempt: 3 })).rejects.toThrow('no live consent')
    expect(await spent(connected.vehicle.id)).toMatchObject({ commands: 0 })
    expect(await all()).toBe(2)
  })

  it('lets one release through however many are written at a time', async () => {
    const connected = await connect(stage())
    await setState('withdrawing')
    // Connections that are open already make it a close race.
    await Promise.all(Array.from({ length: 8 }, all))
    const releases = Array.from({ length: 8 }, (_, n) =>
      give(connected, { purpose: 'release', epoch: n + 1 }),
    )
    const ends = await Promise.allSettled(releases)
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await all()).toBe(1)
  })

  it('refuses a command that names a connection nobody has', async () => {
    const connected = await connect(stage())
    const stranger = { ...connected, connection: { ...connected.connection, id: 'nobody' } }
    await expect(give(stranger)).rejects.toThrow('no live consent')
  })

  it('has no command that was written after consent was withdrawn, however close the race', async () => {
    const connected = await connect(stage())
    const sends = Array.from({ length: 20 }, (_, epoch) => give(connected, { epoch: epoch + 1 }))
    const withdrawal = withdrawConsent(stage().deps, connected.connection.id)
    const ends = await Promise.allSettled([...sends, withdrawal])
    expect(ends.at(-1)?.status).toBe('fulfilled')
    const passed = ends.slice(0, -1).filter(({ status }) => status === 'fulfilled').length
    expect(await all()).toBe(passed)
    await expect(give(connected, { epoch: 99 })).rejects.toThrow('no live consent')
  })

  it('refuses the same command twice', async () => {
    const connected = await connect(stage())
    await give(connected)
    await expect(give(connected)).rejects.toThrow('unique constraint')
    await give(connected, { attempt: 2 })
    expect(await all()).toBe(2)
  })

  it('tells commands newest first, with what became of them', async () => {
    const connected = await connect(stage())
    const stop = await give(connected, { kind: 'stop' })
    const start = await give(connected, { epoch: 2, sentAt: minutesAfter(DUSK, 60) })
    const outcome = { kind: 'refused', because: 'rate_limited' } as const
    const settledAt = minutesAfter(DUSK, 1)
    await trx().execute((t) => write(t, outcomeWrite(t, stop, { kind: 'unknown' }, settledAt)))
    await trx().execute((t) => write(t, outcomeWrite(t, start, outcome, settledAt)))
    const commands = await commandsSince(database(), connected.vehicle.id, DUSK)
    expect(commands.map(({ id, outcome: how, refusal }) => [id, how, refusal])).toEqual([
      [start.id, 'refused', 'rate_limited'],
      [stop.id, 'unknown', null],
    ])
    await trx().execute((t) => confirmCommands(t, [stop.id], settledAt))
    const [, confirmed] = await commandsSince(database(), connected.vehicle.id, DUSK)
    expect(confirmed).toMatchObject({ outcome: 'done', confirmedAt: settledAt })
  })

  it('counts a release as confirmed by its answer, and against no budget', async () => {
    const connected = await connect(stage())
    await give(connected)
    await give(connected, { kind: 'wake' })
    await setState('withdrawing')
    const release = await give(connected, { epoch: 2, purpose: 'release' })
    await trx().execute((t) => write(t, outcomeWrite(t, release, { kind: 'done', alreadySo: false }, DUSK)))
    const [newest] = await commandsSince(database(), connected.vehicle.id, DUSK)
    expect(newest).toMatchObject({ id: release.id, confirmedAt: DUSK })
    expect(await spent(connected.vehicle.id)).toEqual({ commands: 1, wakes: 1 })
  })

  async function spent(vehicleId: string): Promise<ReturnType<typeof spentOnDay>> {
    return spentOnDay(await read(spentRead(database(), vehicleId, DUSK)), { timeZone: 'Europe/Oslo' }, DUSK)
  }
})
