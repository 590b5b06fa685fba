// What was decided and is not on the server yet. Sent at once and in order, kept until an answer came: through
// a lost connection, an ended session (the tab's own storage survives the way to the sign-in page) and a reload.
import { ApiError } from '../api/problem'
import { type Cell, cell } from '../lib/store'
import type { Act, Item } from './model'

/** Taking back: an act of this session by its key, or anything by its undo id. */
type Undo = { kind: 'undo'; of: string | null; undo_id: string | null }

export interface Entry {
  /** The Idempotency-Key: the same with every repetition. */
  key: string
  company: string
  act: Act | Undo
  /** The item as it was seen, and where it stood. Null for what is not about one row. */
  item: Item | null
  index: number
  text: string
  tries: number
  /** Why it is not sent yet; null while nothing went wrong. */
  waiting: 'network' | 'session' | null
}

export interface Wires<Answer> {
  send: (entry: Entry) => Promise<Answer>
  done: (entry: Entry, answer: Answer) => void
  refused: (entry: Entry, error: ApiError) => void
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null
}

const name = 'oodaloo.unsent'
const longest = 30_000

export class Outbox<Answer> {
  readonly entries: Cell<readonly Entry[]> = cell<readonly Entry[]>([])
  private sending = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly wires: Wires<Answer>) {}

  /** What an earlier page of this tab could not send. */
  load(): void {
    try {
      const found = JSON.parse(this.wires.storage?.getItem(name) ?? '[]') as Entry[]
      if (found.length > 0) this.keep([...found, ...this.entries.get()])
    } catch {
      // What cannot be read cannot be sent.
    }
    void this.pump()
  }

  add(entry: Omit<Entry, 'tries' | 'waiting'>): void {
    this.keep([...this.entries.get(), { ...entry, tries: 0, waiting: null }])
    void this.pump()
  }

  /** Tries now: the connection is back, or somebody signed in. */
  wake(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    void this.pump()
  }

  private async pump(): Promise<void> {
    if (this.sending || this.timer !== undefined) return
    const entry = this.entries.get()[0]
    if (!entry) return
    this.sending = true
    try {
      const answer = await this.wires.send(entry)
      this.drop(entry.key)
      this.wires.done(entry, answer)
    } catch (caught) {
      const error = caught instanceof ApiError ? caught : null
      if (error && !error.passing && error.kind !== 'unauthenticated') {
        this.drop(entry.key)
        this.wires.refused(entry, error)
      } else {
        this.wait(entry, error)
      }
    } finally {
      this.sending = false
    }
    void this.pump()
  }

  private wait(entry: Entry, error: ApiError | null): void {
    const waiting = error?.kind === 'unauthenticated' ? 'session' : 'network'
    const tries = entry.tries + 1
    this.keep(this.entries.get().map((one) => (one.key === entry.key ? { ...one, waiting, tries } : one)))
    const pause = error?.retryAfter ? error.retryAfter * 1000 : Math.min(longest, 1000 * 2 ** (tries - 1))
    this.timer = setTimeout(() => this.wake(), waiting === 'session' ? longest : pause)
  }

  private drop(key: string): void {
    this.keep(this.entries.get().filter((one) => one.key !== key))
  }

  private keep(entries: readonly Entry[]): void {
    this.entries.set(entries)
    try {
      if (entries.length === 0) this.wires.storage?.removeItem(name)
      else this.wires.storage?.setItem(name, JSON.stringify(entries))
    } catch {
      // Storage that is full costs surviving a reload, nothing else.
    }
  }
}
