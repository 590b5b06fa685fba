import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from '../api/problem'
import { Loaded } from './Loaded'

afterEach(cleanup)

const nothing = {
  data: undefined as string | undefined,
  error: null,
  isError: false,
  isPaused: false,
  isFetching: false,
}

function problem(kind: string, status: number, detail: string, members = {}) {
  return new ApiError(kind, status, 'Title', detail, 'req-1', members, null)
}

function show(query: Partial<typeof nothing> & { error?: unknown }, refetch = vi.fn()) {
  render(
    <Loaded query={{ ...nothing, ...(query as typeof nothing), refetch }} failed="It did not load">
      {(data) => <p>{data}</p>}
    </Loaded>,
  )
  return refetch
}

test('what is there stays when it could not be refreshed, and says so', async () => {
  const refetch = show({
    data: 'old rows',
    isError: true,
    error: problem('unavailable', 503, 'Too slow.') as never,
  })
  expect(screen.getByText('old rows')).toBeTruthy()
  expect(screen.getByRole('status').textContent).toContain('Not refreshed, so this may be old. Too slow.')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

test('an error has cause, way out and an id', () => {
  show({ isError: true, error: problem('unavailable', 503, 'The table did not answer.') as never })
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toContain('It did not load')
  expect(alert.textContent).toContain('The table did not answer.')
  expect(alert.textContent).toContain('Try again in a moment')
  expect(alert.textContent).toContain('req-1')
})

test('an add-on is no error: it is named with its price', () => {
  show({ isError: true, error: problem('add-on', 402, 'UNBUNDLING shows it.', { price: '$259' }) as never })
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByRole('heading').textContent).toBe('This belongs to an add-on')
  expect(screen.getByText('$259')).toBeTruthy()
})

test('offline before anything came is told, not waited out', () => {
  show({ isPaused: true })
  expect(screen.getByRole('alert').textContent).toContain('It did not load')
})
