// What this tab has decided: what is under way, what can be taken back, and what came back with a word from the
// server. Lives beside React, since leaving the page must not stop the sending.
import { api, ask, newKey, type Schemas } from '../api/client'
import { ApiError } from '../api/problem'
import { session } from '../api/session'
import { queries } from '../app/query'
import { withDays } from '../lib/dates'
import { recordUndo } from '../lib/figures'
import { cell } from '../lib/store'
import { amend, retract, say } from '../ui/toast'
import { type Act, doneWords, type Item, whoOf } from './model'
import { type Entry, Outbox } from './outbox'
import { request } from './requests'

type Answer = Schemas['ActionView'] | Schemas['GroupTakenBack']
type Tray = Schemas['TrayView']

/** An act of this session, newest last. */
export interface Done {
  key: string
  company: string
  /** What was decided together is taken back together. */
  group: string
  /** Null until the server has answered. */
  undoId: string | null
  text: string
  items: readonly { item: Item; index: number }[]
}

/** A row that came back: somebody else decided, or the server did not accept it. */
export interface Talk {
  company: string
  item: Item
  index: number
  act: Act
  error: ApiError
}

export interface Work {
  done: readonly Done[]
  talks: ReadonlyMap<string, Talk>
  /** Rows that are being put back by an undo, until the tray has them again. */
  restoring: ReadonlyMap<string, { item: Item; index: number }>
  /** What went wrong and is about no row. */
  notice: { text: string; error: ApiError } | null
}

export const work = cell<Work>({ done: [], talks: new Map(), restoring: new Map(), notice: null })

const change = (part: Partial<Work>) => work.set({ ...work.get(), ...part })

const storage = () => {
  try {
    return window.sessionStorage
  } catch {
    return null
  }
}

export const outbox = new Outbox<Answer>({ send, done: settled, refused, storage: storage() })

/** Undo ids by the key of the act, for an undo that was asked for before its act was answered. */
const undoIds = new Map<string, string>()
const toasts = new Map<string, number>()
export const trayKey = (company: string) => ['tray', company] as const

async function send(entry: Entry): Promise<Answer> {
  const { act } = entry
  if (act.kind === 'undo') {
    const undo_id = act.undo_id ?? (act.of ? undoIds.get(act.of) : null)
    // What it would take back was not accepted, so there is nothing to do.
    if (!undo_id) throw new ApiError('never-done', 410, 'Nothing to take back', '', null, {}, null)
    return undo(entry.company, entry.key, undo_id)
  }
  if (!entry.item) throw new ApiError('never-done', 410, 'Nothing to decide', '', null, {}, null)
  return request(entry.company, entry.key, entry.item, act)
}

function undo(company_id: string, key: string, undo_id: string): Promise<Answer> {
  const params = { query: { company_id }, header: { 'Idempotency-Key': key } }
  return ask(api.POST('/api/v1/undo', { params, body: { undo_id } }))
}

function settled(entry: Entry, answer: Answer): void {
  const { act, company } = entry
  if (act.kind === 'undo') {
    void refresh(company, true).then(() => {
      const restoring = new Map(work.get().restoring)
      for (const id of undoneItems(entry)) restoring.delete(id)
      change({ restoring })
    })
    return
  }
  if (!('result' in answer)) return
  // The list in the cache loses the row now: the next fetch may have begun before.
  void queries.cancelQueries({ queryKey: trayKey(company) })
  queries.setQueryData<Tray>(trayKey(company), (tray) => without(tray, [entry.item?.id ?? '']))
  const undoId = answer.undo?.undo_id ?? answer.audit_id ?? null
  if (undoId) undoIds.set(entry.key, undoId)
  change({ done: work.get().done.map((one) => (one.key === entry.key ? { ...one, undoId } : one)) })
  const toast = toasts.get(entry.key)
  toasts.delete(entry.key)
  if (toast !== undefined && answer.delta) amend(toast, `${entry.text}: ${withDays(answer.delta)}`)
  void refresh(company)
}

function without(tray: Tray | undefined, ids: readonly string[]): Tray | undefined {
  if (!tray) return tray
  const items = tray.items.filter((item) => !ids.includes(item.id))
  return { ...tray, items, count: items.length }
}

function undoneItems(entry: Entry): string[] {
  return entry.item ? [entry.item.id] : (JSON.parse(entry.text) as string[])
}

function refused(entry: Entry, error: ApiError): void {
  const { act, item, company } = entry
  if (act.kind === 'undo') {
    const restoring = new Map(work.get().restoring)
    for (const id of undoneItems(entry)) restoring.delete(id)
    // Taken back already, by another tab or another person: that is what was wanted.
    const fine =
      error.kind === 'never-done' || 'undone_in' in ((error.members.current as object | null) ?? {})
    change({ restoring, notice: fine ? work.get().notice : { text: 'It was not taken back', error } })
    void refresh(company, true)
    return
  }
  const toast = toasts.get(entry.key)
  if (toast !== undefined) retract(toast)
  const talks = new Map(work.get().talks)
  if (item) talks.set(item.id, { company, item, index: entry.index, act, error })
  change({ talks, done: work.get().done.filter((one) => one.key !== entry.key) })
}

let timer: ReturnType<typeof setTimeout> | undefined

/** Asks for the tray and the figures again: at once, or when nobody has decided anything for a moment. */
export function refresh(company: string, now = false): Promise<void> {
  clearTimeout(timer)
  return new Promise((resolve) => {
    timer = setTimeout(
      async () => {
        // A list asked for while something is under way would show what is gone already.
        if (outbox.entries.get().length > 0 && !now) return resolve()
        await queries.invalidateQueries({ queryKey: trayKey(company) })
        void queries.invalidateQueries({ queryKey: ['tiles', company] })
        resolve()
      },
      now ? 0 : 700,
    )
  })
}

export interface Wanted {
  item: Item
  index: number
  act: Act
}

/** Decides: at once on the screen, on the server as soon as it answers. Several at once are one to `Z`. Gives the keys. */
export function decide(company: string, wanted: readonly Wanted[], told = ''): string[] {
  const undo = { label: 'Undo', kbd: 'Z', run: () => undoLast(company) }
  const group = newKey()
  forget(wanted.map(({ item }) => item.id))
  void queries.cancelQueries({ queryKey: trayKey(company) })
  const made = wanted.map((one) => ({ ...one, key: newKey(), text: doneWords(one.act, one.item) }))
  const done = made.map(({ key, text, item, index }) => ({
    key,
    company,
    group,
    undoId: null,
    text,
    items: [{ item, index }],
  }))
  change({ done: [...work.get().done, ...done] })
  const [first] = made
  if (first && made.length === 1) {
    const text = told ? `${first.text}: ${told}` : first.text
    toasts.set(first.key, say({ text, seconds: 10, action: undo }))
  } else {
    say({ text: `${made.length} decided`, seconds: 10, action: undo })
  }
  for (const { key, act, item, index, text } of made) outbox.add({ key, company, act, item, index, text })
  return made.map(({ key }) => key)
}

/** Notes an act that was done otherwise (a bulk, a rule), so that `Z` takes it back in its turn. */
export function noteDone(company: string, text: string, undoId: string, items: Done['items']): void {
  change({ done: [...work.get().done, { key: undoId, company, group: undoId, undoId, text, items }] })
  const ids = items.map(({ item }) => item.id)
  queries.setQueryData<Tray>(trayKey(company), (tray) => without(tray, ids))
  say({ text, seconds: 10, action: { label: 'Undo', kbd: 'Z', run: () => undoLast(company) } })
}

/** Takes back the last act of this session that still stands; gives the first row that comes back. */
export function undoLast(company: string): string | null {
  const last = work.get().done.findLast((one) => one.company === company)
  if (!last) {
    say('Nothing of this session is left to take back. The audit list has everything else.')
    return null
  }
  const all = work.get().done.filter((one) => one.group === last.group)
  const restoring = new Map(work.get().restoring)
  for (const one of all.flatMap(({ items }) => items)) restoring.set(one.item.id, one)
  change({ restoring, done: work.get().done.filter((one) => one.group !== last.group) })
  // What was done last is taken back first.
  for (const one of all.toReversed()) {
    recordUndo(one.key)
    outbox.add({
      key: newKey(),
      company,
      act: { kind: 'undo', of: one.key, undo_id: one.undoId },
      item: one.items.length === 1 ? (one.items[0]?.item ?? null) : null,
      index: 0,
      text: JSON.stringify(one.items.map(({ item }) => item.id)),
    })
  }
  const count = all.reduce((sum, { items }) => sum + items.length, 0)
  say(count > 1 ? `Taken back: ${count} items` : `Taken back: ${last.text}`)
  return all[0]?.items[0]?.item.id ?? null
}

/** Ends the conversation about these rows. */
export function forget(ids: readonly string[]): void {
  const talks = new Map(work.get().talks)
  if (ids.filter((id) => talks.delete(id)).length > 0) change({ talks })
}

export function dismissNotice(): void {
  change({ notice: null })
}

/** Takes back what another person decided, then decides anew with the version there is now. */
export async function replace(talk: Talk, undoId: string): Promise<void> {
  try {
    await undo(talk.company, newKey(), undoId)
    await again(talk)
  } catch (error) {
    if (error instanceof ApiError) reopen(talk, error)
  }
}

/** Takes back the decision that stands, and no more. */
export async function takeBack(talk: Talk, undoId: string): Promise<void> {
  try {
    const answer = await undo(talk.company, newKey(), undoId)
    forget([talk.item.id])
    say('summary' in answer ? withDays(answer.summary) : 'Taken back')
    await refresh(talk.company, true)
  } catch (error) {
    if (error instanceof ApiError) reopen(talk, error)
  }
}

/** The same act, with the version the item has now. */
export async function again(talk: Talk): Promise<void> {
  await queries.refetchQueries({ queryKey: trayKey(talk.company) })
  const tray = queries.getQueryData<Tray>(trayKey(talk.company))
  const item = tray?.items.find((one) => one.id === talk.item.id)
  if (item) decide(talk.company, [{ item, index: talk.index, act: talk.act }])
  else {
    forget([talk.item.id])
    say(`${whoOf(talk.item)} is decided already`)
  }
}

function reopen(talk: Talk, error: ApiError): void {
  const talks = new Map(work.get().talks)
  talks.set(talk.item.id, { ...talk, error })
  change({ talks })
}

/** Rows left open by a bulk: each with what the server said of it. */
export function openTalks(talks: readonly Talk[]): void {
  const all = new Map(work.get().talks)
  for (const talk of talks) all.set(talk.item.id, talk)
  change({ talks: all })
}

/** A bulk says only that something changed; asked about one by itself, the server says who and when. */
export async function askWhy(talk: Talk): Promise<void> {
  try {
    await request(talk.company, newKey(), talk.item, talk.act, true)
  } catch (error) {
    if (error instanceof ApiError && work.get().talks.has(talk.item.id)) reopen(talk, error)
  }
}

export function start(): void {
  outbox.load()
  window.addEventListener('online', () => outbox.wake())
  session.subscribe(() => {
    if (session.get() === 'in') outbox.wake()
  })
  window.addEventListener('beforeunload', (event) => {
    // What waits for the connection survives this tab's reload, not its closing.
    if (outbox.entries.get().some((entry) => entry.waiting === 'network')) event.preventDefault()
  })
}
