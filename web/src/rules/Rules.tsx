import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { api, ask } from '../api/client'
import { useCompany } from '../app/company'
import { Button } from '../ui/Button'
import { PageFrame } from '../ui/PageFrame'
import { Empty, ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import { type NewRule, type Rule, type Suggested, useLookAgain, useRules } from './queries'
import { RuleForm } from './RuleForm'
import { RuleRow } from './RuleRow'
import css from './rules.module.css'
import { kinds } from './words'

const blank: NewRule = { kind: 'ignore_merchant', pattern: '', value: '' }

export default function Rules() {
  const { company } = useCompany()
  const { company_id } = company
  const rules = useRules(company_id)
  const names = useNames(company_id)
  const lookAgain = useLookAgain(company_id)
  const [form, setForm] = useFormInUrl()
  const made = (rule: Rule | undefined, delta: string) => {
    setForm(null)
    lookAgain()
    say(
      `A rule for ${rule?.pattern ?? 'it'}${delta ? `: ${delta}` : ''}. Deleting it can take all of that back.`,
    )
  }
  const items = rules.data?.items ?? []
  return (
    <PageFrame
      title="Rules"
      aside={
        items.length > 0 ? 'Of several that fit a line, the most specific decides: more letters first.' : null
      }
      actions={
        form || items.length === 0 ? null : (
          <Button variant="primary" onClick={() => setForm(blank)}>
            New rule
          </Button>
        )
      }
    >
      {form ? (
        <RuleForm
          key={JSON.stringify(form)}
          company_id={company_id}
          currency={company.currency}
          rules={items}
          start={form}
          onMade={made}
          onClose={() => setForm(null)}
        />
      ) : null}
      {rules.isError && !rules.data ? (
        <ErrorState title="The rules did not load" error={rules.error} retry={() => void rules.refetch()} />
      ) : !rules.data ? (
        <Skeleton rows={6} label="Loading the rules" />
      ) : (
        <>
          <Suggestions all={rules.data.suggestions} onTake={setForm} />
          {items.length > 0 ? (
            <ul className={css.list} aria-label="Rules">
              {items.map((rule) => (
                <RuleRow
                  key={rule.id}
                  company_id={company_id}
                  zone={company.time_zone}
                  rule={rule}
                  by={names.get(rule.created_by)}
                  onChanged={lookAgain}
                />
              ))}
            </ul>
          ) : form ? null : (
            <Empty
              title="No rules yet"
              actions={
                <Button variant="primary" onClick={() => setForm(blank)}>
                  Make the first one
                </Button>
              }
            >
              <p>
                A rule decides what keeps coming back: which spending is no concern of the books, which is a
                fee, which goods are for which kind of job.
              </p>
              <p>
                It touches open money out alone, shows what it would touch first, and can be taken back whole.
              </p>
            </Empty>
          )}
        </>
      )}
    </PageFrame>
  )
}

function Suggestions({ all, onTake }: { all: readonly Suggested[]; onTake: (rule: NewRule) => void }) {
  if (all.length === 0) return null
  return (
    <section aria-labelledby="suggested" className={css.suggested}>
      <h2 id="suggested">From what you keep doing</h2>
      <ul>
        {all.map((one) => (
          <li key={`${one.kind} ${one.pattern} ${one.value}`}>
            <span>{one.sentence}</span>
            <Button
              aria-label={`See the rule for ${one.pattern}`}
              onClick={() => onTake({ kind: one.kind, pattern: one.pattern, value: one.value })}
            >
              See it
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The form is open when the address says so: `?new&pattern=HOME%20DEPOT&kind=ignore_merchant`. */
function useFormInUrl(): [NewRule | null, (form: NewRule | null) => void] {
  const search = new URLSearchParams(useSearch())
  const [, go] = useLocation()
  // Text that is being written is the form's own; the address only says with what it began.
  const [start, setStart] = useState<NewRule>(() => ({
    kind: kinds.find((one) => one.kind === search.get('kind'))?.kind ?? blank.kind,
    pattern: search.get('pattern') ?? '',
    value: search.get('value') ?? '',
  }))
  const open = search.has('new')
  return [
    open ? start : null,
    (form) => {
      if (form) setStart(form)
      go(form ? '/rules?new' : '/rules', { replace: !form })
    },
  ]
}

function useNames(company_id: string): ReadonlyMap<string, string> {
  const people = useQuery({
    queryKey: ['members', company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/members', { params: { query: { company_id } }, signal })),
    staleTime: 10 * 60_000,
  })
  return new Map(people.data?.items.map((one) => [one.user_id, one.you ? 'you' : one.email]))
}
