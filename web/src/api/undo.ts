// Taking back: an act by its id, or a whole group at once.
import { api, ask, newKey } from './client'

export interface TakenBack {
  /** The line of the audit list; of a group there is none. */
  summary?: string
  delta?: string | null
  undo?: { undo_id: string } | null
  /** Of a group: how many acts were taken back, and how many could not be. */
  undone?: number
  left?: number
  results?: { status: 'undone' | 'left'; problem?: { detail?: string }; answer?: { summary?: string } }[]
}

export async function takeBack(company_id: string, undo_id: string): Promise<TakenBack> {
  const answer = await ask(
    api.POST('/api/v1/undo', {
      params: { query: { company_id }, header: { 'Idempotency-Key': newKey() } },
      body: { undo_id },
    }),
  )
  return answer as unknown as TakenBack
}
