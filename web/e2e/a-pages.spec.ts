// Every page, in both widths and both themes: nothing axe objects to, nothing the CSP refuses, a picture to look at.
import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, inject, test } from 'vitest'
import { hrefOf, pages } from '../src/app/pages'
import { laptop, openBrowser, phone, settled } from './person'

const browser = openBrowser()
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe objects to, in words short enough to act on. */
async function objections(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze()
  return violations.flatMap((one) =>
    one.nodes.map(
      (node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary?.split('\n')[1] ?? ''}`,
    ),
  )
}

for (const [width, viewport] of Object.entries({ laptop, phone })) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every page, ${width}, ${colorScheme}`, async () => {
      const person = await browser.newPerson({
        viewport,
        colorScheme,
        hasTouch: width === 'phone',
        reducedMotion: 'reduce',
      })
      const { page, faults, leave } = person
      const found: string[] = []
      for (const one of pages) {
        const path = hrefOf(one)
        await page.goto(path)
        await settled(person)
        const name = path.slice(1).replaceAll('/', '-')
        await page.screenshot({ path: `${inject('shots')}${name}-${width}-${colorScheme}.png` })
        found.push(...(await objections(page)).map((text) => `${path} ${text}`))
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        if (sideways > 0) found.push(`${path} is ${sideways} px wider than the screen`)
        const headings = await page.locator('h1').count()
        if (headings !== 1) found.push(`${path} has ${headings} h1`)
      }
      await leave()
      expect(found).toEqual([])
      expect(faults).toEqual([])
    })
  }
}

describe('other sizes', () => {
  test('at 400 % zoom (1280 px seen as 320) nothing is cut off', async () => {
    const person = await browser.newPerson({ viewport: { width: 320, height: 256 } })
    const { page, leave } = person
    const wide: string[] = []
    for (const one of pages) {
      await page.goto(hrefOf(one))
      await settled(person)
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      if (sideways > 0) wide.push(`${one.path}: ${sideways} px`)
    }
    await leave()
    expect(wide).toEqual([])
  })
})

test('signed out', async () => {
  const { page, leave } = await browser.newPerson({ signIn: false })
  await page.goto('/tray')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.screenshot({ path: `${inject('shots')}signed-out-laptop-light.png` })
  expect(await objections(page)).toEqual([])
  await leave()
})

test('the picture in the README', async ({ skip }) => {
  if (!process.env.PICTURE) skip()
  const person = await browser.newPerson({ viewport: laptop, colorScheme: 'light' })
  const { page, leave } = person
  await page.goto('/tray')
  await page.getByRole('row').nth(3).waitFor()
  await settled(person)
  await page.screenshot({ path: new URL('../../docs/tray.png', import.meta.url).pathname })
  await leave()
})
