// A bank that cannot be connected: its lines come as a file, are shown as they would be read, and land in the books.
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openBrowser, type Person } from './person'

const browser = openBrowser()
let person: Person
let page: Page
beforeAll(async () => {
  person = await browser.newPerson()
  page = person.page
})
afterAll(() => person?.leave())

const shot = (name: string) => page.screenshot({ path: `${inject('shots')}${name}-laptop-light.png` })

const file = (name: string, lines: readonly string[]) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
})

const head = 'Date,Description,Amount,Balance'
const march = [
  head,
  '03/28/2026,"ZELLE FROM ANNA, BERG",149.00,1149.00',
  '03/29/2026,HARDWARE STORE,-20.00,1129.00',
  '03/30/2026,COUNTER DEPOSIT,310.50,1439.50',
  '03/31/2026,HARDWARE STORE,-20.00,1419.50',
]

const choose = (name: string, lines: readonly string[]) =>
  page.getByLabel('The file').setInputFiles(file(name, lines))

test('an account for files is made where they are brought', async () => {
  await page.goto('/integrations')
  await page.getByRole('link', { name: 'Bring its lines as a file' }).click()
  await page.getByRole('heading', { name: 'Bring a file', level: 1 }).waitFor()
  await page.getByLabel('New account').fill('Credit Union ··4471')
  await page.getByLabel('What it is for').selectOption('personal_mixed')
  await page.getByRole('button', { name: 'Make the account' }).click()
  await page.getByLabel('Account', { exact: true }).waitFor()
})

test('a file is shown as it would be read before anything comes of it', async () => {
  await choose('march.csv', march)
  await page.getByText('4 rows, all of them new.').waitFor()
  await page.getByRole('rowheader', { name: 'ZELLE FROM ANNA, BERG' }).waitFor()
  await shot('files-understood')
  await page.getByText('This is not right').click()
  await page.getByLabel('An amount above zero is').selectOption('out')
  await page
    .getByRole('row', { name: /ZELLE FROM ANNA/ })
    .getByText('−$149.00')
    .waitFor()
  await page.getByLabel('An amount above zero is').selectOption('')
  await page
    .getByRole('row', { name: /ZELLE FROM ANNA/ })
    .getByText('$149.00', { exact: true })
    .waitFor()
})

test('it comes in, and the same file brings nothing more', async () => {
  await page.getByRole('button', { name: 'Bring it in' }).click()
  await page.getByText('4 new rows').waitFor({ timeout: 30_000 })
  await choose('march-again.csv', [...march, '04/01/2026,HARDWARE STORE,-20.00,1399.50'])
  await page.getByText('1 row of 5 is new').waitFor()
  await choose('march.csv', march)
  await page.getByText('nothing is new').waitFor()
  expect(await page.getByRole('button', { name: 'Bring it in' }).isDisabled()).toBe(true)
})

test('rows that cannot be read are named by line, and what is no CSV says so', async () => {
  await choose('torn.csv', [...march, '04/02/2026,TORN,12.3x,9.00', '04/03/2026,GOOD,1.00,10.00'])
  await page.getByText('One row cannot be read').click()
  await page.getByText(/^Line 6:/).waitFor()
  await choose('statement.pdf', ['%PDF-1.7', '%âãÏÓ'])
  await page.getByText('This file cannot be read').waitFor()
})
