import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ask, newKey, type Schemas } from '../api/client'
import type { Preview } from './words'

export type Rule = Schemas['RuleView']
export type Suggested = Schemas['SuggestedRule']
export type NewRule = Pick<Schemas['NewRule'], 'kind' | 'pattern' | 'value'>

export function useRules(company_id: string) {
  return useQuery({
    queryKey: ['rules', company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/rules', { params: { query: { company_id } }, signal })),
  })
}

/** What a rule would touch, asked as it is written. Nothing is asked of a pattern that is no pattern yet. */
export function usePreview(company_id: string, rule: NewRule) {
  const ready =
    rule.pattern.replace(/[^\p{L}\p{N}]/gu, '').length >= 2 &&
    (rule.kind !== 'vendor_to_jobtype' || (rule.value ?? '').trim() !== '')
  return useQuery({
    queryKey: ['rule-preview', company_id, rule],
    enabled: ready,
    retry: false,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const answer = await ask(
        api.POST('/api/v1/rules/vendor', {
          params: { query: { company_id }, header: { 'Idempotency-Key': newKey() } },
          body: { ...rule, dry_run: true },
          signal,
        }),
      )
      return (answer as { preview: Preview }).preview
    },
  })
}

export async function makeRule(company_id: string, rule: NewRule, key: string) {
  const answer = await ask(
    api.POST('/api/v1/rules/vendor', {
      params: { query: { company_id }, header: { 'Idempotency-Key': key } },
      body: rule,
    }),
  )
  return answer as { delta?: string; result?: { rule?: Rule; preview?: Preview } }
}

export function deleteRule(company_id: string, id: string, key: string) {
  return ask(
    api.DELETE('/api/v1/rules/{id}', {
      params: { path: { id }, query: { company_id }, header: { 'Idempotency-Key': key } },
    }),
  )
}

const pagesRead = 5

/** What a rule has decided so far, from the audit list since its day. It takes a moment: asked only when wanted. */
export function useDeeds(company_id: string, rule: Rule, wanted: boolean) {
  return useQuery({
    queryKey: ['rule-deeds', company_id, rule.id],
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const deeds: Schemas['EntryView'][] = []
      let cursor: string | undefined
      let more = true
      // The day before: the company's own day may have begun earlier than the one of the instant.
      const since = new Date(new Date(rule.created_at).getTime() - 86_400_000).toISOString().slice(0, 10)
      for (let page = 0; page < pagesRead && more; page += 1) {
        const query = { company_id, by: 'rule', from: since, limit: 200, ...(cursor ? { cursor } : {}) }
        const found = await ask(api.GET('/api/v1/audit', { params: { query }, signal }))
        deeds.push(...found.items.filter((one) => one.actor.kind === 'rule' && one.actor.id === rule.id))
        cursor = found.next_cursor ?? undefined
        more = cursor !== undefined
      }
      return { deeds, all: !more }
    },
  })
}

/** After a rule came or went: what it decides is decided a moment later, so look again then. */
export function useLookAgain(company_id: string) {
  const queries = useQueryClient()
  return () => {
    const all = () => {
      for (const what of ['rules', 'tray', 'tiles', 'audit', 'rule-deeds', 'rule-preview']) {
        void queries.invalidateQueries({ queryKey: [what, company_id] })
      }
    }
    all()
    setTimeout(all, 2500)
  }
}
