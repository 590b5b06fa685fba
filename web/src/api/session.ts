// The access token, in memory alone. How a person signs in is the server's business: it keeps an HttpOnly cookie
// and gives tokens for it.
import { cell } from '../lib/store'
import type { components } from './schema'

export type Session = 'unknown' | 'in' | 'out'

/** Whether somebody is signed in, as far as we know. */
export const session = cell<Session>('unknown')

/** Who it is, as the session tells it; null until it did. */
export const person = cell<{ email: string | null; me: components['schemas']['Me'] } | null>(null)

const url = '/api/v1/session'
const ahead = 60_000

let token: { value: string; expiresAt: number } | null = null
let asking: Promise<string | null> | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** A token that is good for at least a moment, or null when nobody is signed in. Throws when no answer comes. */
export function accessToken(): Promise<string | null> {
  if (token && token.expiresAt - Date.now() > 5_000) return Promise.resolve(token.value)
  return renew()
}

/** Asks for a new token; many callers at once make one request. */
export function renew(): Promise<string | null> {
  asking ??= ask().finally(() => {
    asking = null
  })
  return asking
}

async function ask(): Promise<string | null> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'X-Oodaloo': '1' },
    credentials: 'same-origin',
    cache: 'no-store',
  })
  if (response.status === 401) {
    token = null
    clearTimeout(timer)
    session.set('out')
    return null
  }
  if (!response.ok) throw new Error(`session: ${response.status}`)
  const body = (await response.json()) as components['schemas']['Session']
  token = { value: body.access_token, expiresAt: new Date(body.expires_at).getTime() }
  person.set({ email: body.email ?? null, me: body.me })
  session.set('in')
  clearTimeout(timer)
  // A failed renewal ahead of time is no event: the next request asks again.
  timer = setTimeout(
    () => void renew().catch(() => {}),
    Math.max(5_000, token.expiresAt - Date.now() - ahead),
  )
  return token.value
}

/** Leaves for the sign-in page, which comes back to where we are. */
export function signIn(returnTo = location.pathname + location.search): void {
  location.assign(`${url}/start?return=${encodeURIComponent(returnTo)}`)
}

/** Ends the session here, then goes where the pool ends it too. */
export async function signOut(): Promise<void> {
  const response = await fetch(url, {
    method: 'DELETE',
    headers: { 'X-Oodaloo': '1' },
    credentials: 'same-origin',
  })
  if (!response.ok) throw new Error(`session: ${response.status}`)
  token = null
  clearTimeout(timer)
  const { next } = (await response.json()) as { next: string }
  location.assign(next)
}
