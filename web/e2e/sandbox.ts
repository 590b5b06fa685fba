// The sandbox rails from outside: what happens at a bank or in Jobber while nobody looks at us.
import type { Page } from 'playwright-core'
import { inject } from 'vitest'

const bank = { name: 'First Platypus Bank', institution_id: 'ins_109508' }
// Worthless anywhere else, as their text says.
const keys = { client_id: 'sandbox-only-plaid-client', secret: 'sandbox-only-plaid-secret-00000000' }

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

/**
 * In the place of Plaid's script a window that is agreed to at once. Its public token is the sandbox's, which
 * links the same bank again; `accounts` is what the person ticks there.
 */
export async function plaidWindow(page: Page, accounts: () => Promise<object[]>): Promise<void> {
  await page.exposeFunction('sandboxLink', async () => {
    const { public_token } = await post<{ public_token: string }>(
      `${inject('up').sandbox.plaid_url}/sandbox/public_token/create`,
      { ...keys, institution_id: bank.institution_id, initial_products: ['transactions'] },
    )
    return { public_token, institution: bank, accounts: await accounts() }
  })
  await page.route('https://cdn.plaid.com/link/v2/stable/link-initialize.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: `window.Plaid = {
        create(config) {
          setTimeout(() => config.onLoad && config.onLoad())
          return {
            open: async () => {
              const { public_token, institution, accounts } = await window.sandboxLink()
              config.onSuccess(public_token, { institution, accounts, link_session_id: 'sandbox' })
            },
            exit() {},
            destroy() {},
            submit() {},
          }
        },
      }`,
    }),
  )
}
