import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from '../../api/problem'
import type { Connection } from '../queries'
import { ImportForm } from './ImportForm'
import type { Guess } from './queries'

const asked = vi.hoisted(() => ({ guess: vi.fn(), bring: vi.fn() }))

vi.mock('../../api/client', () => ({
  newKey: () => 'key-1',
  ask: (answer: unknown) => answer,
  api: {
    POST: (_: string, { body }: { body: { dry_run: boolean } }) =>
      body.dry_run ? asked.guess(body) : asked.bring(body),
  },
}))

afterEach(() => {
  cleanup()
  vi.clearAllMocks()
})

const connection = {
  rail: 'csv',
  account: 'csv_1',
  name: 'Credit Union',
  status: 'active',
  accounts: [],
} as unknown as Connection

const guess: Guess = {
  kind: 'bank',
  mapping: [],
  headings: ['Date', 'What', 'Sum'],
  columns: [
    { field: 'date', heading: 'Date' },
    { field: 'amount', heading: 'Sum' },
  ],
  header_line: 1,
  delimiter: ',',
  encoding: 'UTF-8',
  date_order: null,
  date_order_why: null,
  numbers: '1,234.56',
  signs: 'above zero is money in',
  notes: [],
  rows: [{ line: 2, day: '2026-11-02', amount: '149.00', text: 'ANNA' }],
  good: 3,
  new: 1,
  bad: 1,
  faults: [{ line: 4, why: 'amount: "abc" is not an amount' }],
  aside: {},
  from_day: '2026-11-02',
  to_day: '2026-11-05',
  balance: null,
}

function shown(onBrought = vi.fn()) {
  const client = new QueryClient()
  render(
    <QueryClientProvider client={client}>
      <ImportForm company_id="co_1" connection={connection} onBrought={onBrought} onClose={vi.fn()} />
    </QueryClientProvider>,
  )
  return onBrought
}

const file = new File(['Date,What,Sum\n'], 'march.csv', { type: 'text/csv' })

test('a file is shown as it would be read, put right, and brought', async () => {
  asked.guess.mockResolvedValue(guess)
  asked.bring.mockResolvedValue({ file_name: 'march.csv' })
  const onBrought = shown()
  const person = userEvent.setup()
  await person.upload(screen.getByLabelText("The bank's CSV"), file)
  await screen.findByText(/3 rows, 1 of them new, 1 row that cannot be read/)
  expect(screen.getByText(/Line 4: amount/)).toBeTruthy()
  expect(asked.guess.mock.lastCall?.[0]).toMatchObject({ account: 'csv_1', mapping: [], dry_run: true })
  await person.selectOptions(screen.getByLabelText('Text'), 'What')
  await waitFor(() => expect(asked.guess.mock.lastCall?.[0]).toMatchObject({ mapping: ['description=What'] }))
  const go = screen.getByRole('button', { name: 'Import' })
  await waitFor(() => expect(go.hasAttribute('disabled')).toBe(false))
  await person.click(go)
  await waitFor(() => expect(onBrought).toHaveBeenCalled())
  expect(asked.bring.mock.lastCall?.[0]).toMatchObject({ mapping: ['description=What'], dry_run: false })
})

test('what the file does not tell is asked for', async () => {
  const say = { field: 'bank.date_order', values: 'mdy or dmy' }
  const problem = new ApiError(
    'say-more',
    422,
    'Say what the file means',
    'No date tells.',
    null,
    { say },
    null,
  )
  asked.guess.mockImplementation(({ mapping }: { mapping: string[] }) =>
    mapping.length === 0 ? Promise.reject(problem) : Promise.resolve(guess),
  )
  shown()
  const person = userEvent.setup()
  await person.upload(screen.getByLabelText("The bank's CSV"), file)
  await screen.findByText('No date tells.')
  expect(screen.getByRole('button', { name: 'Import' }).hasAttribute('disabled')).toBe(true)
  await person.selectOptions(screen.getByLabelText('Dates are written'), 'dmy')
  await screen.findByText(/3 rows/)
  expect(asked.guess.mock.lastCall?.[0]).toMatchObject({ mapping: ['date_order=dmy'] })
})
