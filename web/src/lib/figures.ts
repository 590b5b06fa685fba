// How long deciding takes: kept in memory, shown in the `?` sheet, and told with the decision itself.
import { cell } from './store'

export interface Decision {
  key: string
  act: string
  /** From the moment the row had the focus. */
  ms: number
  keys: number
  via: 'key' | 'button' | 'palette'
  /** Which suggestion was taken, first = 1; null where none was. */
  rank: number | null
  undone: boolean
}

export interface Summary {
  count: number
  medianSeconds: string
  byKey: number
  undone: number
  firstChosen: number | null
  keysEach: string
}

export const decisions = cell<readonly Decision[]>([])

export function record(decision: Omit<Decision, 'undone'>): void {
  decisions.set([...decisions.get(), { ...decision, undone: false }])
}

export function recordUndo(key: string): void {
  decisions.set(decisions.get().map((one) => (one.key === key ? { ...one, undone: true } : one)))
}

/** What the server is told of the decision with this key; its metrics know no person. */
export function effortOf(key: string | null): string | null {
  const one = decisions.get().find((decision) => decision.key === key)
  if (!one) return null
  const took = `ms=${Math.round(one.ms)};keys=${Math.max(1, Math.round(one.keys))}`
  return one.rank === null ? took : `${took};rank=${one.rank}`
}

/** The middle one of the seconds, or null while there is too little to say. */
export function medianMs(all: readonly Decision[]): number | null {
  if (all.length === 0) return null
  const sorted = all.map((one) => one.ms).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[middle - 1] ?? sorted[middle], sorted[middle]]
  return sorted.length % 2 ? high : (low + high) / 2
}

export function summarise(all: readonly Decision[]): Summary | null {
  const median = medianMs(all)
  if (median === null) return null
  const percent = (part: number, whole: number) => Math.round((100 * part) / whole)
  const ranked = all.filter((one) => one.rank !== null)
  return {
    count: all.length,
    medianSeconds: (median / 1000).toFixed(1),
    byKey: percent(all.filter((one) => one.via === 'key').length, all.length),
    undone: percent(all.filter((one) => one.undone).length, all.length),
    firstChosen: ranked.length ? percent(ranked.filter((one) => one.rank === 1).length, ranked.length) : null,
    keysEach: (all.reduce((sum, one) => sum + one.keys, 0) / all.length).toFixed(1),
  }
}
