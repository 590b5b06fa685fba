// The one way to the API: typed by its description, with the session's token, and every failure an ApiError.
import createClient from 'openapi-fetch'
import { effortOf } from '../lib/figures'
import { ApiError, networkError, problemOf } from './problem'
import type { components, paths } from './schema'
import { accessToken, renew, session } from './session'

export type Schemas = components['schemas']

async function send(request: Request): Promise<Response> {
  const again = request.clone()
  let response = await carry(request, await accessToken())
  // A token may be refused before its time (a changed password, a moved clock): once, a new one is asked for.
  if (response.status === 401 && session.get() === 'in') {
    const fresh = await renew()
    if (fresh) response = await carry(again, fresh)
  }
  return response
}

const signedOut = () =>
  new ApiError('unauthenticated', 401, 'Signed out', 'Your session has ended.', null, {}, null)

async function carry(request: Request, token: string | null): Promise<Response> {
  if (token === null) {
    throw signedOut()
  }
  request.headers.set('Authorization', `Bearer ${token}`)
  const effort = effortOf(request.headers.get('Idempotency-Key'))
  if (effort) request.headers.set('X-Oodaloo-Decision', effort)
  return fetch(request)
}

/** Requests by path; hand the promise to `ask`, which gives the body or throws an `ApiError`. */
export const api = createClient<paths>({
  baseUrl: typeof location === 'undefined' ? 'http://localhost/' : location.origin,
  fetch: send,
})

export async function ask<T>(
  request: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  let answer: Awaited<typeof request>
  try {
    answer = await request
  } catch (error) {
    if (error instanceof ApiError) throw error
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw networkError(error)
  }
  if (answer.response.ok) return answer.data as T
  throw await problemOf(answer.response, answer.error)
}

/** Waits for the session, and throws as a request would when there is none. */
export async function sessionReady(): Promise<void> {
  const token = await accessToken().catch((error: unknown) => {
    throw networkError(error)
  })
  if (token === null) throw signedOut()
}

/** A new Idempotency-Key. Made once for an act and sent again with every repetition of it. */
export function newKey(): string {
  return crypto.randomUUID()
}
