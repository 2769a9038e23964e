import { describe, expect, it } from 'vitest'
import { SteppedClock } from '../../src/base/clock.ts'
import { settle, stepWorld } from '../../src/cli/sandbox/step-world.ts'
import { minutesAfter } from '../support/pictures.ts'

const DUSK = new Date('2024-12-12T16:00:00Z')
const at = (minutes: number): Date => minutesAfter(DUSK, minutes)

/** Work that falls due at some instants; what was done when is written down. */
function agenda(instants: readonly Date[]) {
  const clock = new SteppedClock(DUSK)
  let open = instants.map((each) => each.getTime()).toSorted((a, b) => a - b)
  const done: Date[] = []
  return {
    clock,
    done,
    service: {
      tick: () => {
        const now = clock.now().getTime()
        const due = open.filter((instant) => instant <= now)
        open = open.filter((instant) => instant > now)
        done.push(...due.map(() => clock.now()))
        return Promise.resolve(due.length)
      },
      nextDue: () => Promise.resolve(open[0] === undefined ? undefined : new Date(open[0])),
    },
  }
}

describe('stepping world time', () => {
  it('jumps to each instant at which something is due, and to no other', async () => {
    const { clock, done, service } = agenda([at(0), at(7), at(7), at(300), at(601)])
    const steps: Date[] = []
    await stepWorld(service, clock, at(600), (now) => {
      steps.push(now)
      return Promise.resolve()
    })
    expect(done).toEqual([at(0), at(7), at(7), at(300)])
    expect(steps).toEqual([at(0), at(7), at(300), at(600)])
    expect(clock.now()).toEqual(at(600))
  })

  it('does what is due at the very end', async () => {
    const { clock, done, service } = agenda([at(600)])
    await stepWorld(service, clock, at(600))
    expect(done).toEqual([at(600)])
  })

  it('goes straight to the end if nothing is due', async () => {
    const { clock, service } = agenda([])
    await stepWorld(service, clock, at(600))
    expect(clock.now()).toEqual(at(600))
  })

  it('sees what a step makes due', async () => {
    const { clock, done, service } = agenda([at(10)])
    let follow: Date | undefined = at(20)
    const tick = async () => {
      if (follow !== undefined && clock.now() >= follow) {
        done.push(clock.now())
        follow = undefined
        return 1
      }
      return service.tick()
    }
    const nextDue = async () => (await service.nextDue()) ?? follow
    await stepWorld({ tick, nextDue }, clock, at(60))
    expect(done).toEqual([at(10), at(20)])
  })

  it('moves on by a second while what is due is held by somebody else', async () => {
    const { clock } = agenda([])
    const asked: Date[] = []
    const service = {
      tick: () => Promise.resolve(0),
      nextDue: () => {
        asked.push(clock.now())
        return Promise.resolve(DUSK)
      },
    }
    await stepWorld(service, clock, minutesAfter(DUSK, 0.05))
    expect(asked.map((each) => each.getTime() - DUSK.getTime())).toEqual([0, 1000, 2000])
  })

  it('calls it a fault if there is always something due at one instant', async () => {
    let ticks = 0
    const service = {
      tick: () => {
        ticks += 1
        return Promise.resolve(1)
      },
      nextDue: () => Promise.resolve(DUSK),
    }
    const { clock } = agenda([])
    await expect(stepWorld(service, clock, at(1))).rejects.toThrow('stuck at 2024-12-12T16:00:00.000Z')
    expect(ticks).toBeLessThan(1000)
    await expect(settle(service, clock)).rejects.toThrow('always something due')
    expect(clock.now()).toEqual(DUSK)
  })
})
