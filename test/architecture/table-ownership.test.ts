import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it, test } from 'vitest'

import { TABLE_OWNERS } from '../../src/database/table-owners.ts'
import rooms from './rooms.json' with { type: 'json' }
import { checkTableOwnership, tablesIn, type SourceFile } from './table-ownership.ts'

const OWNERS = { price_day: 'prices', vehicle: 'vehicles', vehicle_due: 'vehicles', plan: 'control' }

function sources(directory: string): SourceFile[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(directory, file))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
}

function violations(path: string, text: string): readonly string[] {
  return checkTableOwnership([{ path, text }], OWNERS).violations
}

describe('the tables of this service', () => {
  it('are each written by their owner alone and read from no room above it', () => {
    const { uses, violations: found } = checkTableOwnership(sources('src'), TABLE_OWNERS)
    expect(found).toEqual([])
    expect(uses.filter(({ kind }) => kind === 'write').length).toBeGreaterThan(0)
    expect(uses.filter(({ kind }) => kind === 'read').length).toBeGreaterThan(0)
  })

  it('each have an owner, which is a room', () => {
    const made = tablesIn(sources('src/database/migrations'))
    expect(made.toSorted()).toEqual(Object.keys(TABLE_OWNERS).toSorted())
    expect(made.length).toBeGreaterThan(0)
    expect(Object.values(TABLE_OWNERS).filter((owner) => !rooms.includes(owner))).toEqual([])
  })
})

describe('what the check finds', () => {
  test.each([
    ["db.insertInto('plan')", 'an insert'],
    ["db.updateTable('plan as p')", 'an update under another name'],
    ["db.deleteFrom(['plan'])", 'a delete'],
    ['sql`insert into plan (id) values (${id})`', 'an insert in SQL'],
    ['sql<Row>`with gone as (delete from plan returning id) select id from gone`', 'a delete within a query'],
    ['sql`update "plan" set id = ${id}`', 'an update with a quoted name'],
    ['sql`truncate plan`', 'a truncation'],
    ["client.query('DELETE FROM public.plan')", 'a delete in a plain string'],
    ['client.query(`update plan set id = ${id}`)', 'an update in a plain template'],
  ])('%s outside the room of the owner: %s', (statement) => {
    expect(violations('src/vehicles/vehicle-store.ts', statement)).toEqual([
      'src/vehicles/vehicle-store.ts:1 writes plan, which only a store of control/ may',
    ])
    expect(violations('src/control/plan-store.ts', statement)).toEqual([])
  })

  it('a write in the room of the owner, but not in a store', () => {
    expect(violations('src/control/loop.ts', "db.insertInto('plan')")).toHaveLength(1)
  })

  test.each([
    ["db.selectFrom('plan as p')"],
    ["db.selectFrom('vehicle').innerJoin('plan', 'plan.vehicle_id', 'vehicle.id')"],
    ["db.selectFrom(['vehicle', 'plan'])"],
    ["db.updateTable('vehicle').from('plan')"],
    ['sql`select id from vehicle join plan on true`'],
    ['sql`delete from vehicle using plan where true`'],
  ])('%s in a room above the owner', (statement) => {
    expect(violations('src/vehicles/vehicle-store.ts', statement)).toEqual([
      'src/vehicles/vehicle-store.ts:1 reads plan of control/, a room below it',
    ])
    expect(violations('src/privacy/export.ts', "db.selectFrom('plan')")).toEqual([])
  })

  it('a room above that puts something on the list of a room below', () => {
    const statement = "makeDue(trx, 'vehicle_due', id, now)"
    expect(violations('src/prices/price-store.ts', statement)).toHaveLength(1)
    expect(violations('src/control/loop.ts', statement)).toEqual([])
  })

  test.each([
    ['db.insertInto(name)'],
    ['sql`insert into ${name} values (1)`'],
    ['sql`update ${name} set id = 1`'],
  ])('%s: a table named at run time', (statement) => {
    expect(violations('src/control/plan-store.ts', statement)).toEqual([
      'src/control/plan-store.ts:1 names the table it writes at run time',
    ])
  })

  it('a table without an owner', () => {
    expect(violations('src/control/plan-store.ts', "db.insertInto('attic')")).toHaveLength(1)
  })

  test.each([
    ["Array.from('attic')"],
    ['sql`select id from vehicle for update skip locked`'],
    ['sql`insert into vehicle (id) values (1) on conflict do update set id = 2`'],
    ['sql`with plans as (select 1) select id from plans`'],
    ["sql`select id from vehicle where note = 'delete from plan'`"],
    ["throw new Error('Update plan and policy from time to time')"],
    ['// db.insertInto(plan)'],
  ])('nothing in %s', (statement) => {
    expect(violations('src/vehicles/vehicle-store.ts', statement)).toEqual([])
  })

  it('tables in migrations of either form', () => {
    const text = "sql`create table if not exists a (id text)`; db.schema.createTable('b')"
    expect(tablesIn([{ path: 'm.ts', text }])).toEqual(['a', 'b'])
  })

  test.each(['sql`drop table if exists a`', "db.schema.dropTable('a')"])('no table after %s', (drop) => {
    const made = { path: '0001.ts', text: 'sql`create table a (id text)`; sql`create table b (id text)`' }
    expect(tablesIn([made, { path: '0002.ts', text: drop }])).toEqual(['b'])
  })
})
