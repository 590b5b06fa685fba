import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError, networkError } from '../api/problem'
import { type Entry, Outbox } from './outbox'

const entry = (key: string) => ({
  key,
  company: 'co',
  act: { kind: 'ignore' as const },
  item: null,
  index: 0,
  text: '',
})
const problem = (kind: string, status: number) => new ApiError(kind, status, '', '', null, {}, null)

let storage: Map<string, string>
let sent: string[]
let done: string[]
let refused: string[]
let answer: (entry: Entry) => Promise<string>

function make() {
  return new Outbox<string>({
    send: (one) => {
      sent.push(one.key)
      return answer(one)
    },
    done: (one) => void done.push(one.key),
    refused: (one, error) => void refused.push(`${one.key} ${error.kind}`),
    storage: {
      getItem: (key) => storage.get(key) ?? null,
      setItem: (key, value) => void storage.set(key, value),
      removeItem: (key) => void storage.delete(key),
    },
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  storage = new Map()
  sent = []
  done = []
  refused = []
  answer = async () => 'ok'
})
afterEach(() => {
  vi.useRealTimers()
})

test('sends at once, one after another, in order', async () => {
  const box = make()
  box.add(entry('a'))
  box.add(entry('b'))
  expect(sent).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['a', 'b'])
  expect(box.entries.get()).toEqual([])
  expect(storage.size).toBe(0)
})

test('a lost connection is waited out with the same key, longer each time', async () => {
  answer = async () => Promise.reject(networkError('gone'))
  const box = make()
  box.add(entry('a'))
  await vi.advanceTimersByTimeAsync(0)
  expect(box.entries.get()[0]).toMatchObject({ waiting: 'network', tries: 1 })
  await vi.advanceTimersByTimeAsync(1000)
  await vi.advanceTimersByTimeAsync(1999)
  expect(sent).toEqual(['a', 'a'])
  answer = async () => 'ok'
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toEqual(['a'])
})

test('back online tries at once', async () => {
  answer = async () => Promise.reject(networkError('gone'))
  const box = make()
  box.add(entry('a'))
  await vi.advanceTimersByTimeAsync(0)
  answer = async () => 'ok'
  box.wake()
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['a'])
})

test('what is refused is told and the rest goes on', async () => {
  answer = async (one) => (one.key === 'a' ? Promise.reject(problem('stale', 409)) : 'ok')
  const box = make()
  box.add(entry('a'))
  box.add(entry('b'))
  await vi.advanceTimersByTimeAsync(0)
  expect(refused).toEqual(['a stale'])
  expect(done).toEqual(['b'])
})

test('an ended session keeps it, through a reload too', async () => {
  answer = async () => Promise.reject(problem('unauthenticated', 401))
  const before = make()
  before.add(entry('a'))
  await vi.advanceTimersByTimeAsync(0)
  expect(before.entries.get()[0]?.waiting).toBe('session')

  answer = async () => 'ok'
  const after = make()
  after.load()
  await vi.advanceTimersByTimeAsync(0)
  expect(done).toEqual(['a'])
})
