// A person with a browser: signs in as people do, and whatever the page does wrong meanwhile fails the spec.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject } from 'vitest'

export const laptop = { width: 1366, height: 768 }
export const phone = { width: 360, height: 800 }

export interface Person {
  page: Page
  /** What went wrong in the page so far: exceptions, refusals by the CSP, errors on the console. */
  faults: string[]
  /** Every request the page made, in order. */
  requests: string[]
  /** Nothing is on its way to or from the server. */
  quiet(): Promise<void>
  leave(): Promise<void>
}

interface Options extends BrowserContextOptions {
  role?: 'owner' | 'dispatcher'
  /** Where signing in leads. */
  to?: string
  signIn?: boolean
}

/** The browser of a spec file. */
export function openBrowser(): { newPerson(options?: Options): Promise<Person> } {
  let browser: Browser
  const people: Person[] = []
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    })
  })
  afterAll(async () => {
    await browser?.close()
    for (const one of people) expect(one.faults).toEqual([])
  })
  return {
    async newPerson(options = {}) {
      const one = await person(browser, options)
      people.push(one)
      return one
    },
  }
}

// Answers the app expects and shows; the browser writes each failed request to the console as well.
const expected = /status of (401|402|403|404|409|410|412|422)|ERR_INTERNET_DISCONNECTED/

async function person(browser: Browser, options: Options): Promise<Person> {
  const { role = 'owner', to = '/tray', signIn = true, ...context } = options
  const where = await browser.newContext({ viewport: laptop, baseURL: inject('up').spa_url, ...context })
  const page = await where.newPage()
  page.setDefaultTimeout(15_000)
  const faults: string[] = []
  const requests: string[] = []
  let under = 0
  let last = Date.now()
  const over = () => {
    under -= 1
    last = Date.now()
  }
  page.on('request', (request) => {
    requests.push(request.url())
    under += 1
  })
  page.on('requestfinished', over)
  page.on('requestfailed', over)
  const quiet = async () => {
    while (under > 0 || Date.now() - last < 120) await new Promise((done) => setTimeout(done, 30))
  }
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text())
  })
  // A violation may come before anybody listens on the console.
  await page.exposeFunction('tellViolation', (text: string) => faults.push(`CSP: ${text}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const tell = (window as unknown as { tellViolation(text: string): void }).tellViolation
      tell(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}:${event.lineNumber}`)
    })
  })
  const one: Person = { page, faults, requests, quiet, leave: () => where.close() }
  if (signIn) await signInAs(page, role, to)
  return one
}

/** Through the pool's own page, as everybody does. */
export async function signInAs(page: Page, role: string, to: string): Promise<void> {
  const login = inject('up').users.find((user) => user.role === role)
  if (!login) throw new Error(`up.json has no ${role}`)
  await page.goto(`/api/v1/session/start?return=${encodeURIComponent(to)}`)
  await fillLogin(page, login.email, login.password)
  await page.waitForURL((url) => url.pathname + url.search + url.hash === to)
}

export async function fillLogin(page: Page, email: string, password: string): Promise<void> {
  await page.fill('#username', email)
  await page.fill('#password', password)
  await page.click('button[type=submit]')
}

/** Nothing is being loaded any more, and what was loaded is painted. */
export async function settled({ page, quiet }: Person): Promise<void> {
  await page.locator('h1').first().waitFor()
  await quiet()
  await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
