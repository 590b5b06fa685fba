// Rules, settings, people and invitations: what each page promises, against the real local cloud.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { fillLogin, openBrowser, type Person, settled } from './person'

const browser = openBrowser()

let person: Person
let page: Page
beforeAll(async () => {
  person = await browser.newPerson()
  page = person.page
})
afterAll(() => person?.leave())

const shot = (name: string) => page.screenshot({ path: `${inject('shots')}${name}-laptop-light.png` })

test('a rule shows what it would touch, decides it, and gives all of it back', async () => {
  await page.goto('/rules')
  await page.getByRole('button', { name: /New rule|Make the first one/ }).click()
  await page.getByLabel("The bank's text contains").fill('FERGUSON ENT')
  const told = page.getByText(/Would touch/)
  await told.waitFor()
  const count = Number(/(\d+) open/.exec((await told.textContent()) ?? '')?.[1])
  expect(count).toBeGreaterThan(1)
  await shot('rules-preview')
  await page.getByRole('button', { name: 'Make rule' }).click()
  // Another rule, less specific: what it would leave alone says why.
  await page.getByRole('button', { name: 'New rule' }).click()
  await page.getByLabel("The bank's text contains").fill('FERGUSON')
  await page
    .getByText(/Nothing that is open now|is more specific/)
    .first()
    .waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: /What it did.*FERGUSON ENT/ }).click()
  await page
    .getByText(/is ignored: rule FERGUSON ENT/)
    .first()
    .waitFor()
  await shot('rules-details')
  await page.getByRole('button', { name: 'Delete and take back' }).click()
  await page.getByRole('status').getByText(`${count} items are back in the tray`).waitFor()
  await page.goto('/tray')
  await page.locator('[data-row]').first().waitFor()
  expect(await page.locator('[data-row]', { hasText: /Ferguson/ }).count()).toBe(count)
})

test('a setting: its effect while it is written, before and after, saved, taken back', async () => {
  await page.goto('/settings')
  const burden = page.getByLabel('Weekly burden')
  const was = await burden.inputValue()
  await burden.fill('8,000')
  const bar = page.getByRole('region', { name: 'Not saved yet' })
  await bar.getByText('$8,000.00').waitFor()
  await page
    .getByText(/After saving: runway [\d.]+ → [\d.]+ weeks/)
    .first()
    .waitFor()
  await shot('settings-effect')
  await bar.getByRole('button', { name: 'Save' }).click()
  await page
    .getByRole('status')
    .getByText(/^Saved: weekly burden .* → \$8,000\.00/)
    .waitFor()
  expect(await burden.inputValue()).toBe('8000.00')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByRole('status').getByText('as they were before').waitFor()
  await page.waitForFunction(
    (text) => document.querySelector<HTMLInputElement>('#burden ~ div input')?.value === text,
    was,
  )
})

test('somebody saved first: what they changed, and both can stand', async () => {
  const other = await browser.newPerson({ to: '/settings' })
  await page.goto('/settings')
  await page.getByLabel('Days to pay').waitFor()
  await settled(other)
  const was = await page.getByLabel('Days to pay').inputValue()
  await other.page.getByLabel('Days to pay').fill('45')
  await other.page.getByRole('button', { name: 'Save' }).click()
  await other.page
    .getByRole('status')
    .getByText(/^Saved/)
    .waitFor()

  const name = page.getByLabel('Name', { exact: true })
  const called = await name.inputValue()
  await name.fill(`${called} Co`)
  await page.getByRole('button', { name: 'Save' }).click()
  const talk = page.getByRole('alert')
  await talk.getByText(/changed these settings/).waitFor()
  await talk.getByText('45 days').waitFor()
  await shot('settings-conflict')
  await talk.getByRole('button', { name: 'Save mine as well' }).click()
  await page
    .getByRole('status')
    .getByText(/^Saved: name/)
    .waitFor()
  expect(await page.getByLabel('Days to pay').inputValue(), 'theirs stands').toBe('45')

  await name.fill(called)
  await page.getByLabel('Days to pay').fill(was)
  await page.getByRole('button', { name: 'Save' }).click()
  await page
    .getByRole('status')
    .getByText(/^Saved: name/)
    .waitFor()
  await other.leave()
})

test('a dispatcher sees the settings and the reason why they cannot be changed', async () => {
  const dispatcher = await browser.newPerson({ role: 'dispatcher', to: '/settings' })
  await dispatcher.page.getByText('Only an owner changes these.').waitFor()
  expect(await dispatcher.page.getByLabel('Weekly burden').isDisabled()).toBe(true)
  await dispatcher.page.goto('/integrations')
  await dispatcher.page.getByText('Only an owner connects and disconnects.').waitFor()
  expect(await dispatcher.page.getByRole('button', { name: /Connect|Disconnect/ }).count()).toBe(0)
  await dispatcher.leave()
})

test('an invitation: by mail, signed out first, joined by a button', async () => {
  await page.goto('/settings')
  await page.getByLabel('Invite by email').fill('dana@example.com')
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('listitem').filter({ hasText: 'dana@example.com' }).waitFor()
  const link = await linkInMail('dana@example.com')

  const dana = await browser.newPerson({ signIn: false })
  await dana.page.goto(link)
  await dana.page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(new URL(dana.page.url()).hash, 'the token has left the address bar').toBe('')
  await dana.page.screenshot({ path: `${inject('shots')}join-laptop-light.png` })
  await dana.page.getByRole('button', { name: 'Sign in' }).click()
  const login = inject('up').users.find((user) => user.role === 'dispatcher')
  await fillLogin(dana.page, login?.email ?? '', login?.password ?? '')
  await dana.page.getByRole('button', { name: 'Join' }).click()
  // The local cloud has two people and both are members: for them joining changes nothing, and the link stays good.
  await dana.page.waitForURL(`**/tray?company=${inject('up').company_id}`)
  await dana.page.locator('[data-row]').first().waitFor()
  expect(dana.requests.filter((url) => url.includes(link.split('#')[1] ?? 'none'))).toEqual([])

  await dana.page.goto(`/join#${'x'.repeat(60)}`)
  await dana.page.getByRole('button', { name: 'Join' }).click()
  await dana.page.getByText('This invitation is no longer good').waitFor()
  await dana.leave()

  await page.getByRole('button', { name: 'Withdraw the invitation of dana@example.com' }).click()
  await page
    .getByRole('status')
    .getByText(/no longer invited/)
    .waitFor()
})

/** The link in the newest mail to somebody, once it is there. */
async function linkInMail(to: string): Promise<string> {
  const { mail_url } = inject('up')
  for (let tries = 0; tries < 60; tries += 1) {
    const list = await (await fetch(mail_url)).text()
    const one = [...list.matchAll(/<a href="\/mail\/([^"]+)">.*?<small>to ([^ ]+)/g)].find(
      (found) => found[2] === to,
    )
    if (one) {
      const text = await (await fetch(`${mail_url}/${one[1]}/text`)).text()
      const found = /\S+\/join#\S+/.exec(text)?.[0]
      if (found) return found
    }
    await new Promise((done) => setTimeout(done, 500))
  }
  throw new Error(`no mail to ${to}`)
}
