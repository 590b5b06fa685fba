import { api, ask, type Schemas } from '../api/client'
import type { Act, Item } from './model'

/** An act as a request. With `dry_run` it only says what it would change. */
export function request(
  company_id: string,
  key: string,
  item: Item,
  act: Act,
  dry_run = false,
): Promise<Schemas['ActionView']> {
  const params = { path: { id: item.id }, query: { company_id }, header: { 'Idempotency-Key': key } }
  const seen = { expected_version: item.version, dry_run }
  switch (act.kind) {
    case 'confirm':
      return ask(
        api.POST('/api/v1/tray/{id}/confirm', { params, body: { ...seen, candidate: act.candidate } }),
      )
    case 'assign_job':
      return ask(api.POST('/api/v1/tray/{id}/assign_job', { params, body: { ...seen, job_id: act.job_id } }))
    case 'split':
      return ask(api.POST('/api/v1/tray/{id}/split', { params, body: { ...seen, parts: act.parts } }))
    case 'off_job':
      return ask(api.POST('/api/v1/tray/{id}/off_job', { params, body: { ...seen, note: act.note ?? null } }))
    case 'ignore':
      return ask(api.POST('/api/v1/tray/{id}/ignore', { params, body: { ...seen, note: act.note ?? null } }))
  }
}
