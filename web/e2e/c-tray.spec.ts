// The tray as a dispatcher works in it: keys alone, against the real local cloud. What a spec decides it also takes
// back, so that the next one finds the same week.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { fillLogin, openBrowser, type Person, phone } from './person'

const browser = openBrowser()

let person: Person
let page: Page
beforeAll(async () => {
  person = await browser.newPerson()
  page = person.page
})
beforeEach(() => fresh(person))
afterAll(() => person?.leave())

/** The tray as it is on the server now, with the cursor on its first row. */
async function fresh(one: Person): Promise<void> {
  await one.page.goto('/tray')
  await one.page.locator('[data-row]').first().waitFor()
  await one.quiet()
}

const rows = (on: Page) => on.locator('[data-row]')

/** The row that has the focus; null when it was lost. */
const focused = (on: Page) =>
  on.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null)

async function waitForCount(on: Page, count: number): Promise<void> {
  await on.waitForFunction((n) => document.querySelectorAll('[data-row]').length === n, count)
}

/** Moves down with `J` to the first row that fits, and gives its id. */
async function goTo(on: Page, fits: (row: string) => boolean): Promise<string> {
  await on.keyboard.press('Home')
  for (let n = await rows(on).count(); n > 0; n -= 1) {
    const id = await focused(on)
    const text = await on.evaluate(() => document.activeElement?.textContent ?? '')
    if (id && fits(text)) return id
    await on.keyboard.press('j')
  }
  throw new Error('no row fits')
}

test('one key decides, one key takes it back', async () => {
  const before = await rows(page).count()
  const first = await focused(page)
  const second = await rows(page).nth(1).getAttribute('data-row')
  await page.keyboard.press('c')
  await waitForCount(page, before - 1)
  expect(await focused(page), 'the next row has the focus').toBe(second)
  await person.quiet()
  await page.keyboard.press('z')
  await waitForCount(page, before)
  await person.quiet()
  expect(await focused(page), 'the row that came back has the focus').toBe(first)
})

test('twenty items with keys alone, in at most 45 keystrokes, and all of them back', async () => {
  const before = await rows(page).count()
  let keys = 0
  const press = async (key: string) => {
    keys += 1
    await page.keyboard.press(key)
  }
  const type = async (text: string) => {
    for (const letter of text) await press(letter)
  }
  let done = 0
  const decided = async () => {
    done += 1
    await waitForCount(page, before - done)
    expect(await focused(page), `the focus after item ${done}`).not.toBeNull()
  }
  await page.keyboard.press('Home')
  // A job by its name, one that is of no job, one that is no concern, the second suggestion: the rest is confirmed.
  await press('a')
  await page.getByRole('combobox', { name: 'Job' }).waitFor()
  await type('heat')
  await page.getByRole('option').first().waitFor()
  await person.quiet()
  await press('Enter')
  await decided()
  while (done < 20) {
    const text = await page.evaluate(() => document.activeElement?.textContent ?? '')
    if (text.includes('No job?')) await press('o')
    else if (text.includes('No job fits') || text.includes('Personal')) await press('i')
    else if (text.includes('No payment fits') || text.includes('Connection')) {
      await press('j')
      continue
    } else if (text.includes('2 ways') && done % 3 === 0) await press('2')
    else await press('c')
    await decided()
  }
  console.info(`      20 items, ${keys} keystrokes`)
  expect(keys).toBeLessThanOrEqual(45)
  await person.quiet()

  for (let n = 1; n <= 20; n += 1) {
    await page.keyboard.press('z')
    await person.quiet()
  }
  await waitForCount(page, before)
  await fresh(person)
  expect(await rows(page).count(), 'on the server as well').toBe(before)
})

test('bulk: a preview, one act, one undo', async () => {
  const before = await rows(page).count()
  await page.keyboard.press('Shift+C')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('listitem').first().waitFor()
  const would = await dialog.getByRole('listitem').count()
  expect(await rows(page).count(), 'nothing is done by looking').toBe(before)
  await page.screenshot({ path: `${inject('shots')}bulk-laptop-light.png` })
  await dialog.getByRole('button', { name: /^Confirm \d+/ }).click()
  await dialog.waitFor({ state: 'detached' })
  await waitForCount(page, before - would)
  await person.quiet()
  await page.keyboard.press('z')
  await waitForCount(page, before)
  await person.quiet()
})

test('split: the remainder is live, nothing is saved while something is left', async () => {
  const before = await rows(page).count()
  await goTo(page, (row) => row.includes('Deposit'))
  await page.keyboard.press('s')
  const save = page.getByRole('button', { name: 'Save the split' })
  await page.getByLabel('Amount of part 1').waitFor()
  expect(await save.isDisabled()).toBe(true)
  await page.keyboard.type('100+25.50')
  await page.getByRole('combobox', { name: 'What part 1 is for' }).click()
  await page.keyboard.type('loan')
  await page.getByRole('option', { name: /Off-job: loan/ }).click()
  expect(await page.locator('form output').textContent()).toMatch(/\$[\d,.]+ left/)
  await page.getByLabel('Amount of part 2').focus()
  await page.keyboard.press('=')
  await page.getByText('Nothing is left').waitFor()
  await page.getByRole('combobox', { name: 'What part 2 is for' }).click()
  await page.keyboard.type('refund')
  await page.getByRole('option', { name: /Off-job: refund/ }).click()
  await page.waitForFunction(
    () => document.querySelector<HTMLButtonElement>('form button[type=submit]')?.disabled === false,
  )
  await page.screenshot({ path: `${inject('shots')}split-laptop-light.png` })
  await page.keyboard.press('Control+Enter')
  await waitForCount(page, before - 1)
  await person.quiet()
  expect(await focused(page)).not.toBeNull()
  await page.keyboard.press('z')
  await waitForCount(page, before)
  await person.quiet()
})

test('a rule from an item, with what it would touch, and all of it back', async () => {
  const before = await rows(page).count()
  await goTo(page, (row) => row.includes('Ferguson'))
  await page.keyboard.press('r')
  await page.getByLabel('Then').selectOption('ignore_merchant')
  const told = page.getByText(/Would touch \d+ open item/)
  await told.waitFor()
  await person.quiet()
  const count = Number(/touch (\d+)/.exec((await told.textContent()) ?? '')?.[1])
  expect(count).toBeGreaterThan(1)
  await page.screenshot({ path: `${inject('shots')}rule-laptop-light.png` })
  await page.getByRole('button', { name: 'Make the rule' }).click()
  await waitForCount(page, before - count)
  await person.quiet()
  await page.keyboard.press('z')
  await waitForCount(page, before)
  await person.quiet()
})

test('a second browser was quicker: a conversation in the row', async () => {
  const other = await browser.newPerson({ role: 'dispatcher' })
  await fresh(other)
  const before = await rows(page).count()
  const first = await focused(page)
  expect(await focused(other.page)).toBe(first)
  await other.page.keyboard.press('i')
  await waitForCount(other.page, before - 1)
  await other.quiet()

  await page.keyboard.press('c')
  await page.getByText(/dispatch decided this at/).waitFor()
  expect(await page.locator(`[data-row="${first}"]`).count(), 'the row is back in its place').toBe(1)
  await page.screenshot({ path: `${inject('shots')}conflict-laptop-light.png` })
  await page.getByRole('button', { name: 'Keep theirs' }).waitFor()
  await page.keyboard.press('y')
  await waitForCount(page, before - 1)

  await other.page.keyboard.press('z')
  await waitForCount(other.page, before)
  await other.quiet()
  await other.leave()
  await fresh(person)
  expect(await rows(page).count()).toBe(before)
})

test('offline and back: what is decided meanwhile is sent', async () => {
  const before = await rows(page).count()
  await page.context().setOffline(true)
  await page.keyboard.press('c')
  await page.keyboard.press('c')
  await waitForCount(page, before - 2)
  await page.getByText('You are offline.').waitFor()
  await page.getByText(/2 decisions are not saved/).waitFor()
  await page.screenshot({ path: `${inject('shots')}offline-laptop-light.png` })
  await page.context().setOffline(false)
  await page.getByText(/not saved/).waitFor({ state: 'detached' })
  await person.quiet()
  await fresh(person)
  expect(await rows(page).count(), 'on the server as well').toBe(before - 2)
  await undoOnServer(2)
  await fresh(person)
  expect(await rows(page).count()).toBe(before)
})

test('the session ends mid-work: nothing is lost, and it goes on after signing in', async () => {
  const before = await rows(page).count()
  await page.context().clearCookies()
  // The access token would be good for an hour; from now on it is not.
  await page.route('**/api/v1/tray/**', (route) =>
    route.fulfill({ status: 401, json: { message: 'Unauthorized' } }),
  )
  await page.keyboard.press('c')
  await page.getByRole('alert').getByText('Signed out.').waitFor()
  expect(await rows(page).count(), 'what was on the screen stays').toBe(before - 1)
  await page.screenshot({ path: `${inject('shots')}session-over-laptop-light.png` })
  await page.unroute('**/api/v1/tray/**')
  await page.getByRole('button', { name: 'Sign in again' }).click()
  // The pool may still know the browser; then it asks nothing.
  const owner = inject('up').users.find((user) => user.role === 'owner')
  if (
    await page
      .locator('#username')
      .isVisible({ timeout: 3000 })
      .catch(() => false)
  )
    await fillLogin(page, owner?.email ?? '', owner?.password ?? '')
  await page.waitForURL('**/tray')
  await page.locator('[data-row]').first().waitFor()
  await waitForCount(page, before - 1)
  await person.quiet()
  await fresh(person)
  expect(await rows(page).count(), 'it was sent after').toBe(before - 1)
  await undoOnServer(1)
})

/** Takes the newest decisions back through the API: what a reload has forgotten, the audit list has not. */
async function undoOnServer(count: number): Promise<void> {
  const { spa_url, company_id, users } = inject('up')
  const authorization = `Bearer ${users.find((user) => user.role === 'owner')?.token}`
  const list = await fetch(`${spa_url}api/v1/audit?company_id=${company_id}&limit=${count}`, {
    headers: { authorization },
  })
  const { items } = (await list.json()) as { items: { id: string }[] }
  for (const { id } of items) {
    const answer = await fetch(`${spa_url}api/v1/undo?company_id=${company_id}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify({ undo_id: id }),
    })
    expect(answer.status).toBe(200)
  }
}

describe('on a phone', () => {
  test('a card has two big buttons, and a press on one decides', async () => {
    const pocket = await browser.newPerson({ viewport: phone, hasTouch: true, isMobile: true })
    await fresh(pocket)
    const before = await rows(pocket.page).count()
    const confirm = rows(pocket.page).first().getByRole('button', { name: 'Confirm' })
    const box = await confirm.boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(44)
    await confirm.tap()
    await waitForCount(pocket.page, before - 1)
    await pocket.quiet()
    await pocket.leave()
    await undoOnServer(1)
  })
})
