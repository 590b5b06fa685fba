import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { RuleForm } from './RuleForm'

type Answer = { status: number; body: unknown }
type Sent = { dry_run?: boolean; pattern: string; key: string | null }

const preview = {
  touched: 1,
  amount: '468.68',
  would_not: 1,
  touched_rows: [
    { transaction_id: 't1', date: '2026-10-29', amount: '-468.68', description: 'THE HOME DEPOT0784' },
  ],
  would_not_rows: [
    {
      transaction_id: 't2',
      date: '2026-10-30',
      amount: '-12.00',
      description: 'HOME DEPOT PRO',
      why_not: { code: 'other_rule', rule_id: 'rule_1' },
    },
  ],
}
const rules = [
  {
    id: 'rule_1',
    kind: 'ignore_merchant' as const,
    pattern: 'HOME DEPOT PRO',
    created_by: 'u',
    created_at: '2026-11-01T00:00:00Z',
    version: 1,
    undo_id: 'rule_1',
  },
]

let sent: Sent[]
let answer: (body: Sent) => Answer

beforeEach(() => {
  sent = []
  answer = () => ({ status: 200, body: { dry_run: true, preview } })
  vi.stubGlobal('fetch', async (input: Request | string) => {
    if (typeof input === 'string')
      return Response.json({ access_token: 't', expires_at: new Date(Date.now() + 3_600_000).toISOString() })
    const body = (await input.json()) as Sent
    sent.push({ ...body, key: input.headers.get('Idempotency-Key') })
    const { status, body: told } = answer(body)
    return Response.json(told, { status })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

function show(onMade = vi.fn()) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RuleForm
        company_id="co_1"
        currency="USD"
        rules={rules}
        start={{ kind: 'ignore_merchant', pattern: '', value: '' }}
        onMade={onMade}
        onClose={vi.fn()}
      />
    </QueryClientProvider>,
  )
  return onMade
}

test('nothing is asked of a pattern that is none yet', async () => {
  show()
  await userEvent.type(screen.getByLabelText("The bank's text contains"), 'H')
  await new Promise((done) => setTimeout(done, 350))
  expect(sent).toEqual([])
  screen.getByText('Write at least two letters of the name.')
})

test('what it would touch, what it would leave alone and why', async () => {
  show()
  await userEvent.type(screen.getByLabelText("The bank's text contains"), 'HOME DEPOT')
  await screen.findByText('1 open item')
  screen.getByText('THE HOME DEPOT0784')
  screen.getByText('“HOME DEPOT PRO” is more specific')
  expect(sent.every((one) => one.dry_run)).toBe(true)
})

test('what the server does not take stands at the field', async () => {
  answer = () => ({
    status: 422,
    body: {
      type: 'https://oodaloo.app/problems/unprocessable',
      detail: 'leave "0784" out.',
      request_id: 'r1',
    },
  })
  show()
  const field = screen.getByLabelText("The bank's text contains")
  await userEvent.type(field, 'HOME 0784')
  await screen.findByText('leave "0784" out.')
  expect(field.getAttribute('aria-invalid')).toBe('true')
})

test('a lost answer is said with its id, and pressing again sends the same key', async () => {
  answer = (body) =>
    body.dry_run
      ? { status: 200, body: { preview } }
      : { status: 503, body: { title: 'Not available just now', detail: '', request_id: 'req_42' } }
  const onMade = show()
  await userEvent.type(screen.getByLabelText("The bank's text contains"), 'HOME DEPOT')
  await screen.findByText('1 open item')
  await userEvent.click(screen.getByRole('button', { name: 'Make rule' }))
  await screen.findByText('The rule was not made')
  screen.getByText('req_42')
  await userEvent.click(screen.getByRole('button', { name: 'Make rule' }))
  await vi.waitFor(() => expect(sent.filter((one) => !one.dry_run)).toHaveLength(2))
  const [first, second] = sent.filter((one) => !one.dry_run)
  expect(second?.key).toBe(first?.key)
  expect(onMade).not.toHaveBeenCalled()
})
