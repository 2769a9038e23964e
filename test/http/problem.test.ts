import { describe, expect, test } from 'vitest'
import { ConflictError, NotFoundError } from '../../src/base/errors.ts'
import { CARMAKER_ERROR_CODES, CarmakerError } from '../../src/carmakers/carmaker-error.ts'
import { FlowRefusedError } from '../../src/connections/oauth-flow.ts'
import { isProblemCode, PROBLEMS } from '../../src/http/problem-catalogue.ts'
import { renderProblemKind } from '../../src/http/problem-kind-page.ts'
import { problemDocument, problemOf } from '../../src/http/problem.ts'

describe('the catalogue of problems', () => {
  test('has a status, a title and a page that explains it for every code', () => {
    for (const [code, { status, title, explanation }] of Object.entries(PROBLEMS)) {
      if (!isProblemCode(code)) throw new Error(`${code} is not in its own catalogue`)
      expect(status).toBeGreaterThanOrEqual(400)
      expect(status).toBeLessThan(600)
      const page = renderProblemKind(code, { language: 'nb', self: `/problems/${code}`, banner: null })
      expect(page).not.toContain('class="language"')
      expect(page).toContain(title)
      expect(explanation).toMatch(/\.$/)
      expect(page).toContain('<html lang="en">')
    }
  })

  test('knows no code that is merely a property of every object', () => {
    expect(isProblemCode('toString')).toBe(false)
  })
})

describe('a problem', () => {
  test.each(CARMAKER_ERROR_CODES)('is made of the carmaker error %s', (code) => {
    const error = new CarmakerError({
      code,
      route: '/x',
      temporary: true,
      mayHaveSucceeded: false,
      retryAfterSeconds: 7.2,
    })
    expect(problemOf(error)).toMatchObject({ code, headers: { 'Retry-After': '8' } })
  })

  test('is told with its own members', () => {
    const facts = problemOf(new NotFoundError('vehicle'))
    if (facts === undefined) throw new Error('A missing vehicle is a problem')
    expect(problemDocument(facts, '8dfa94d8-ab25-45be-80a2-1c73b8cceec0')).toEqual({
      type: '/problems/not-found',
      title: 'There is nothing here',
      status: 404,
      detail: 'No such vehicle. Check the id; one of another driver looks the same.',
      instance: 'urn:uuid:8dfa94d8-ab25-45be-80a2-1c73b8cceec0',
      code: 'not-found',
      resolution: 'fix_request',
      traceId: '8dfa94d8-ab25-45be-80a2-1c73b8cceec0',
    })
  })

  test.each<[unknown, string | undefined]>([
    [new ConflictError('already-connected', 'x'), 'already-connected'],
    [new ConflictError('a-code-of-tomorrow', 'x'), 'conflict'],
    [new FlowRefusedError(), 'flow-refused'],
    [new URIError('x'), 'malformed-request'],
    [Object.assign(new Error('x'), { type: 'entity.too.large' }), 'body-too-large'],
    [Object.assign(new Error('x'), { type: 'request.aborted' }), 'malformed-request'],
    [Object.assign(new Error('x'), { type: 'system' }), undefined],
    [Object.assign(new Error('x'), { status: 404 }), undefined],
    [new TypeError('x'), undefined],
    ['x', undefined],
    [null, undefined],
  ])('of %o is %s', (error, code) => {
    expect(problemOf(error)?.code).toBe(code)
  })
})
