// A file on its way to the API, and what a person says about it. Pure but for the packing.

/** What a person said, by field: a heading, or one of the words the field knows. */
export type Said = Readonly<Record<string, string>>

type Fields = readonly { field: string; name: string }[]

/** Columns that can be chosen, in the order of their importance. */
const ofLines: Fields = [
  { field: 'date', name: 'Day' },
  { field: 'description', name: 'Text' },
  { field: 'amount', name: 'Amount' },
  { field: 'credit', name: 'Money in' },
  { field: 'debit', name: 'Money out' },
  { field: 'balance', name: 'Balance' },
]

const ofQuotes: Fields = [
  { field: 'number', name: 'Number' },
  { field: 'created', name: 'Created' },
  { field: 'amount', name: 'Total' },
  { field: 'client_name', name: 'Client' },
  { field: 'title', name: 'Title' },
  { field: 'status', name: 'Status' },
  { field: 'sent', name: 'Sent' },
  { field: 'approved', name: 'Approved' },
  { field: 'converted', name: 'Converted' },
]

export const columnFields = (quotes: boolean): Fields => (quotes ? ofQuotes : ofLines)

/** Which way money went is a question of lines alone. */
export const choicesOf = (quotes: boolean): string[] =>
  Object.keys(choices).filter((field) => !(quotes && field === 'positive'))

/** What is no column and has few answers. */
export const choices: Readonly<
  Record<string, { name: string; options: readonly { value: string; name: string }[] }>
> = {
  date_order: {
    name: 'Dates are written',
    options: [
      { value: 'mdy', name: 'month/day/year' },
      { value: 'dmy', name: 'day/month/year' },
      { value: 'ymd', name: 'year/month/day' },
    ],
  },
  numbers: {
    name: 'Amounts are written',
    options: [
      { value: 'point', name: '1,234.56' },
      { value: 'comma', name: '1.234,56' },
    ],
  },
  positive: {
    name: 'An amount above zero is',
    options: [
      { value: 'in', name: 'money in' },
      { value: 'out', name: 'money out' },
    ],
  },
}

/** As the API takes it. What was taken back is left out. */
export function mappingOf(said: Said): string[] {
  return Object.entries(said)
    .filter(([, value]) => value !== '')
    .map(([field, value]) => `${field}=${value}`)
}

/** What an earlier file told or was told: `bank.date_order=dmy` is about `date_order`. */
export function saidIn(mapping: readonly string[]): Said {
  const said: Record<string, string> = {}
  for (const map of mapping) {
    const at = map.indexOf('=')
    if (at > 0) said[map.slice(0, at).replace(/^[^.]*\./, '')] = map.slice(at + 1)
  }
  return said
}

/** `bank.date_order` is asked as `date_order`. */
export const fieldOf = (asked: string): string => asked.replace(/^[^.]*\./, '')

/** The file's bytes, packed and in base64: what is written in any encoding arrives as it is. */
export async function packed(file: Blob): Promise<string> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'))
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer())
  let text = ''
  // A call takes so many arguments and no more.
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

/** "3 new, 2 known" of what is done or would be. */
export function counted(good: number, added: number | null, bad: number): string {
  const rows = (n: number) => (n === 1 ? '1 row' : `${n.toLocaleString('en-US')} rows`)
  const parts = [rows(good)]
  if (added !== null) {
    if (added === good) parts.push('all new')
    else if (added === 0) parts.push('none of them new')
    else parts.push(`${added.toLocaleString('en-US')} of them new`)
  }
  if (bad > 0) parts.push(`${rows(bad)} that cannot be read`)
  return parts.join(', ')
}

const statuses: Record<string, string> = {
  waiting: 'Waits for you',
  reading: 'On its way',
  done: 'In the books',
  failed: 'Not imported',
  declined: 'Declined',
}

export const statusName = (status: string): string => statuses[status] ?? status
