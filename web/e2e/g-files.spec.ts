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

const bank = "The bank's CSV"
const choose = (label: string, name: string, lines: readonly string[]) =>
  page.getByLabel(label).setInputFiles(file(name, lines))
const form = (name: string) => page.getByRole('button', { name, exact: true }).click()
const account = 'Credit Union 4471'
const row = (text: RegExp) => page.getByRole('row', { name: text })

test('an account for files is made where banks are connected', async () => {
  await page.goto('/integrations')
  await form('Not in the list? Bring its CSV')
  await page.getByLabel('Bank and account').fill(account)
  // Never cash: the figures that other specs look at stay as they are.
  await page.getByLabel('What it is for').selectOption('personal_mixed')
  await form('Make account')
  await page.getByText('Bring its first CSV: until then its balance is not known.').waitFor()
})

test('a file is shown as it would be read, and put right, before anything comes of it', async () => {
  await form(`Import a CSV for ${account}`)
  await choose(bank, 'march.csv', march)
  await page.getByText(/^4 rows, all new, 2026-03-28 to 2026-03-31/).waitFor()
  await row(/ZELLE FROM ANNA, BERG/).waitFor()
  await shot('files-understood')
  await page.getByText('Is something read wrong?').click()
  await page.getByLabel('An amount above zero is').selectOption('out')
  await row(/ZELLE FROM ANNA/)
    .getByText(/[-−]\$149\.00/)
    .waitFor()
  await page.getByLabel('An amount above zero is').selectOption('')
  await row(/ZELLE FROM ANNA/)
    .getByText('$149.00', { exact: true })
    .waitFor()
})

test('it comes into the books, and the same file brings nothing more', async () => {
  await form('Import')
  const files = page.getByRole('list', { name: 'Files that came' })
  await files.getByText('In the books').waitFor({ timeout: 30_000 })
  await files.getByText('4 rows, all new.').waitFor()
  await form(`Import a CSV for ${account}`)
  await choose(bank, 'march-april.csv', [...march, '04/01/2026,HARDWARE STORE,-20.00,1399.50'])
  await page.getByText(/^5 rows, 1 of them new/).waitFor()
  await choose(bank, 'march.csv', march)
  await page.getByText(/^4 rows, none of them new/).waitFor()
})

test('rows that cannot be read are named by line, and what is no CSV says so', async () => {
  await choose(bank, 'torn.csv', [...march, '04/02/2026,TORN,12.3x,9.00', '04/03/2026,GOOD,1.00,10.00'])
  await page.getByText('One row cannot be read').click()
  await page.getByText(/^Line 6:/).waitFor()
  await choose(bank, 'statement.csv', ['%PDF-1.7', '%binary'])
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled()).toBe(true)
  await form('Cancel')
})

test('quotes from before Jobber was connected come as its report', async () => {
  await form('Bring its quotes report')
  await choose("Jobber's quotes report as CSV", 'quotes.csv', [
    'Quote #,Client name,Title,Status,Created date,Total ($)',
    '2001,Anna Berg,Water heater,Approved,2025-11-03,"2,450.00"',
  ])
  await page.getByText(/^1 row/).waitFor()
  await row(/Water heater/).waitFor()
  await form('Import')
  const files = page.getByRole('list', { name: 'Files that came' })
  await files
    .getByRole('listitem')
    .filter({ hasText: 'quotes.csv' })
    .getByText('In the books')
    .waitFor({ timeout: 30_000 })
})
