// Connections against the sandbox rails: Jobber's own page, Plaid's window, a login that breaks, and the end.
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBrowser, type Person } from './person'
import { agreeInWindow, fire, revokeJobber } from './sandbox'

const browser = openBrowser()

interface Connection {
  rail: string
  account: string
  name: string
  accounts: { name: string; mask: string | null }[]
}

let person: Person
let page: Page
let bank: Locator
let jobber: Locator
beforeAll(async () => {
  person = await browser.newPerson()
  page = person.page
  const step = (name: string) =>
    page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name, level: 2, exact: true }) })
  bank = step('Bank')
  jobber = step('Jobber')
})
afterAll(() => person?.leave())

const shot = (name: string) => page.screenshot({ path: `${inject('shots')}${name}-laptop-light.png` })

async function connections(rail: string): Promise<Connection[]> {
  const { spa_url, company_id, users } = inject('up')
  const answer = await fetch(`${spa_url}api/v1/integrations?company_id=${company_id}`, {
    headers: { authorization: `Bearer ${users.find((user) => user.role === 'owner')?.token}` },
  })
  const { items } = (await answer.json()) as { items: Connection[] }
  return items.filter((one) => one.rail === rail)
}

async function connection(rail: string): Promise<Connection> {
  const [found] = await connections(rail)
  if (!found) throw new Error(`there is no ${rail}`)
  return found
}

test('nothing of Plaid is fetched before its button', async () => {
  await page.goto('/integrations')
  await bank.getByText('Working').waitFor()
  await person.quiet()
  expect(person.requests.filter((url) => url.includes('plaid'))).toEqual([])
})

test('an account gets its label, and the label back', async () => {
  const label = bank.getByRole('combobox').first()
  await label.waitFor()
  const was = await label.inputValue()
  await label.selectOption(was === 'savings' ? 'operating' : 'savings')
  await page
    .getByRole('status')
    .getByText(/counts as cash/)
    .waitFor()
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.waitForFunction(
    (text) => document.querySelector<HTMLSelectElement>('main li select')?.value === text,
    was,
  )
  await person.quiet()
})

test('disconnected in Jobber: told with what comes of it, and mended on its own page', async () => {
  await revokeJobber()
  await fire('jobber', 'INVOICE_UPDATE', 'Z2lkOi8vSm9iYmVyL0ludm9pY2UvMQ==')
  await page.reload()
  await jobber.getByText(/deposits wait in the tray unexplained/).waitFor({ timeout: 60_000 })
  await shot('integrations-broken')
  await jobber.getByRole('button', { name: 'Reconnect' }).click()
  await page.waitForURL('**/integrations', { timeout: 30_000 })
  await jobber.getByText('Working').waitFor({ timeout: 30_000 })
})

test('a consent that ends soon is renewed in the same window, without connecting anew', async () => {
  const { account } = await connection('plaid')
  await fire('plaid', 'ITEM/PENDING_DISCONNECT', account)
  await page.reload()
  await bank.getByText('Ends soon').waitFor({ timeout: 60_000 })
  await bank.getByRole('button', { name: 'Renew' }).click()
  await agreeInWindow(page)
  await page.getByRole('status').getByText('We look at the bank again now').waitFor()
  expect((await connection('plaid')).account).toBe(account)
})

test('a bank is connected by its window; the same login once more is a conversation; and it can end', async () => {
  await page.goto('/integrations')
  const banks = bank.getByRole('heading', { level: 3 }).filter({ hasText: 'Platypus' })
  await banks.first().waitFor()
  const before = await banks.count()
  const another = page.getByRole('button', { name: 'Connect another bank' })
  await another.click()
  await agreeInWindow(page)
  await page
    .getByRole('status')
    .getByText(/The first look has begun/)
    .waitFor()
  await banks.nth(before).waitFor()
  // Which accounts it has is known after the first look alone.
  const read = async () => (await connections('plaid')).every((one) => one.accounts.length > 0)
  await expect.poll(read, { timeout: 60_000, interval: 500 }).toBe(true)

  await another.click()
  await agreeInWindow(page)
  await page
    .getByRole('alert')
    .getByText(/is connected already/)
    .first()
    .waitFor()
  await shot('integrations-twice')
  await page.getByRole('button', { name: 'Keep the one there is' }).click()
  await person.quiet()
  expect(await banks.count()).toBe(before + 1)

  await page
    .getByRole('button', { name: /^Disconnect First Platypus/ })
    .last()
    .click()
  await page.getByText(/balances no longer count as cash/).waitFor()
  await shot('integrations-disconnect')
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click()
  await page
    .getByRole('status')
    .getByText(/is disconnected/)
    .waitFor()
  await banks.nth(before).waitFor({ state: 'detached' })
})
