// The sandbox rails from outside: what happens at a bank or in Jobber while nobody looks at us.
import type { Page } from 'playwright-core'
import { inject } from 'vitest'

async function post<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A webhook of a rail, signed as it signs. */
export async function fire(rail: 'jobber' | 'plaid', topic: string, item_id: string): Promise<void> {
  await post(`${inject('up').sandbox.plaid_url}/__sandbox/fire`, { rail, topic, item_id })
}

/** Somebody disconnects us in Jobber. */
export async function revokeJobber(): Promise<void> {
  await post(`${inject('up').sandbox.jobber_url}/__sandbox/fault`, { fault: 'revoke' })
}

/** Agrees in the window that the door has in the place of Plaid's. */
export async function agreeInWindow(page: Page): Promise<void> {
  const window = page.getByRole('dialog', { name: 'Plaid Link of this machine' })
  await window.getByRole('button', { name: 'Connect' }).click()
}
