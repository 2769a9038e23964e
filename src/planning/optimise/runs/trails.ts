import { at, idAt, idRoom, ids, numbers, room } from '../columns.ts'
import type { Pattern } from './dual.ts'

/** How the lines of a search were reached: the last option that charges, what its starts cost, and the trail before it. */
export interface Trails {
  count: number
  option: Int32Array
  startCost: Float64Array
  before: Int32Array
}

const FIRST_ROOM = 64

export function noTrails(): Trails {
  return { count: 0, option: ids(FIRST_ROOM), startCost: numbers(FIRST_ROOM), before: ids(FIRST_ROOM) }
}

/** Notes that a line was reached by an option. @returns the trail, for those that go on from there */
export function leave(trails: Trails, option: number, startCost: number, before: number): number {
  const trail = trails.count++
  if (trail === trails.option.length) {
    trails.before = idRoom(trails.before, trail + 1)
    trails.option = idRoom(trails.option, trail + 1)
    trails.startCost = room(trails.startCost, trail + 1)
  }
  trails.before[trail] = before
  trails.option[trail] = option
  trails.startCost[trail] = startCost
  return trail
}

/** The pattern that a trail ends. */
export function followTrail(trails: Trails, last: number): Pattern {
  const options: number[] = []
  let startCost = 0
  for (let trail = last; trail >= 0; trail = idAt(trails.before, trail)) {
    options.push(idAt(trails.option, trail))
    startCost += at(trails.startCost, trail)
  }
  return { options, startCost }
}
