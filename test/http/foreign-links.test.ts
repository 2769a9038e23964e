import { expect, test } from 'vitest'
import { createLinks } from '../../src/http/links.ts'
import { browser, connect, type Connected } from './requests.ts'
import { routesOf } from './routes-of.ts'
import { PUBLIC, useScene } from './scene.ts'

const scene = useScene()
const NOBODY = '00000000-0000-4000-8000-000000000000'

/** Every page and form of a car. */
function pagesOfCars(): { method: 'get' | 'post'; path: string }[] {
  const pages = routesOf(scene().app).flatMap(({ path, methods }) =>
    methods.map((method) => ({ method: method === 'POST' ? ('post' as const) : ('get' as const), path })),
  )
  return pages.filter(({ path }) => path.startsWith('/vehicles/:vehicleId'))
}

/** What is answered, but for the reference that each answer has of its own. */
async function answered(vehicleId: string, link: string): Promise<[string, number, string][]> {
  const answers: [string, number, string][] = []
  for (const { method, path } of pagesOfCars()) {
    const url = `${path.replace(':vehicleId', vehicleId)}?lang=en&link=${link}`
    const { status, text } = await browser(scene().app, method, url)
    answers.push([
      `${method} ${path}`,
      status,
      text.replaceAll(vehicleId, 'ID').replace(/Reference: [\w-]+/, ''),
    ])
  }
  return answers
}

const linkOf = ({ planUrl }: Connected): string => new URL(planUrl).searchParams.get('link') ?? ''
const statuses = (answers: readonly [string, number, string][]): number[] => [
  ...new Set(answers.map(([, status]) => status)),
]

test('a link to one car opens no page and takes no form of another, and does not tell whether there is one', async () => {
  const car = await connect(scene())
  const { kek } = scene().control
  const links = createLinks({ kek, publicUrl: new URL(PUBLIC), clock: scene().processClock })
  const foreign = new URL((await links.plan('11111111-1111-4111-8111-111111111111')).href)
  const link = foreign.searchParams.get('link') ?? ''
  const [taken, free] = [await answered(car.vehicleId, link), await answered(NOBODY, link)]
  expect(taken.length).toBeGreaterThan(15)
  expect(statuses(taken)).toEqual([404])
  expect(taken).toEqual(free)
  // The control: the car's own link is no stranger to any of them.
  expect(statuses(await answered(car.vehicleId, linkOf(car)))).not.toContain(404)
})

test('a link that has run out opens nothing and takes no form, and says that it has', async () => {
  const car = await connect(scene())
  scene().processClock.pass(60 * 24 * 400)
  expect(statuses(await answered(car.vehicleId, linkOf(car)))).toEqual([410])
})
