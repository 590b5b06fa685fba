import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from './problem'

const soon = () => new Date(Date.now() + 3_600_000).toISOString()
const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } })

let calls: { path: string; auth: string | null }[] = []

function answer(with_: (path: string, nth: number) => Response) {
  const counts = new Map<string, number>()
  vi.stubGlobal('fetch', async (input: Request | string) => {
    const request = typeof input === 'string' ? null : input
    const path = request ? new URL(request.url).pathname : String(input)
    const nth = counts.get(path) ?? 0
    counts.set(path, nth + 1)
    calls.push({ path, auth: request?.headers.get('authorization') ?? null })
    return with_(path, nth)
  })
}

beforeEach(() => {
  vi.resetModules()
  calls = []
})
afterEach(() => {
  vi.unstubAllGlobals()
})

test('the session is asked once for many requests, and its token goes with each', async () => {
  answer((path) =>
    path.endsWith('/session')
      ? json(200, { access_token: 't1', expires_at: soon() })
      : json(200, { user_id: 'u', companies: [] }),
  )
  const { api, ask } = await import('./client')
  await Promise.all([ask(api.GET('/api/v1/me')), ask(api.GET('/api/v1/me')), ask(api.GET('/api/v1/me'))])
  expect(calls.filter((call) => call.path.endsWith('/session'))).toHaveLength(1)
  expect(calls.filter((call) => call.auth === 'Bearer t1')).toHaveLength(3)
})

test('a refused token is renewed once and the request repeated', async () => {
  answer((path, nth) =>
    path.endsWith('/session')
      ? json(200, { access_token: `t${nth}`, expires_at: soon() })
      : nth === 0
        ? json(401, { message: 'Unauthorized' })
        : json(200, { user_id: 'u', companies: [] }),
  )
  const { api, ask } = await import('./client')
  await ask(api.GET('/api/v1/me'))
  expect(calls.map((call) => call.auth)).toEqual([null, 'Bearer t0', null, 'Bearer t1'])
})

test('an ended session says so, and sends nothing', async () => {
  answer(() => json(401, {}))
  const { api, ask } = await import('./client')
  const { session } = await import('./session')
  await expect(ask(api.GET('/api/v1/me'))).rejects.toMatchObject({ kind: 'unauthenticated' })
  expect(session.get()).toBe('out')
  expect(calls.map((call) => call.path)).toEqual(['/api/v1/session'])
})

test('a problem becomes a typed error with its request id and its own members', async () => {
  answer((path) =>
    path.endsWith('/session')
      ? json(200, { access_token: 't', expires_at: soon() })
      : json(
          409,
          {
            type: 'https://oodaloo.app/problems/stale',
            title: 'This has changed since you looked',
            status: 409,
            detail: 'It is matched now.',
            request_id: 'req_1',
            current: { status: 'confirmed' },
          },
          'application/problem+json',
        ),
  )
  const { api, ask } = await import('./client')
  const error = await ask(api.GET('/api/v1/me')).catch((caught) => caught)
  expect(error.name).toBe(ApiError.prototype.constructor.name)
  expect(error).toMatchObject({
    kind: 'stale',
    status: 409,
    requestId: 'req_1',
    detail: 'It is matched now.',
  })
  expect(error.members.current).toEqual({ status: 'confirmed' })
})

test('no answer at all is a network error that passes', async () => {
  answer((path) => {
    if (path.endsWith('/session')) return json(200, { access_token: 't', expires_at: soon() })
    throw new TypeError('Failed to fetch')
  })
  const { api, ask } = await import('./client')
  await expect(ask(api.GET('/api/v1/me'))).rejects.toMatchObject({ kind: 'network', passing: true })
})
