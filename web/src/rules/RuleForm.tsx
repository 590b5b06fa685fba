import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useDeferredValue, useEffect, useRef, useState } from 'react'
import { newKey } from '../api/client'
import { ApiError } from '../api/problem'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { Refused } from '../ui/Notice'
import { PreviewPane } from './PreviewPane'
import { makeRule, type NewRule, type Rule, usePreview } from './queries'
import css from './rules.module.css'
import { kinds } from './words'

interface Props {
  company_id: string
  currency: string
  rules: readonly Rule[]
  start: NewRule
  onMade: (rule: Rule | undefined, delta: string) => void
  onClose: () => void
}

/** A rule being written, with what it would touch beside it. */
export function RuleForm({ company_id, currency, rules, start, onMade, onClose }: Props) {
  const [rule, setRule] = useState<NewRule>(start)
  const settled = useSettled(rule)
  const preview = usePreview(company_id, settled)
  const first = useRef<HTMLInputElement>(null)
  // The same key as long as the same rule is sent: a second press or a lost answer makes no second rule.
  const act = useRef({ rule: '', key: '' })
  const make = useMutation({
    mutationFn: () => {
      const text = JSON.stringify(rule)
      if (act.current.rule !== text) act.current = { rule: text, key: newKey() }
      return makeRule(company_id, rule, act.current.key)
    },
    onSuccess: (answer) => onMade(answer.result?.rule, answer.delta ?? ''),
  })
  useEffect(() => first.current?.focus(), [])

  const refused = preview.error instanceof ApiError && preview.error.status === 422 ? preview.error : null
  const missing = missingIn(rule)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!missing && !make.isPending) make.mutate()
  }
  return (
    <section className={css.form} aria-labelledby="new-rule">
      <form onSubmit={submit} className={css.fields}>
        <h2 id="new-rule">New rule</h2>
        <Field
          label="The bank's text contains"
          hint="Whole words; * stands for any. Numbers of shops, cards and dates are left out."
          error={refused?.detail}
        >
          <input
            ref={first}
            value={rule.pattern}
            autoComplete="off"
            spellCheck={false}
            maxLength={80}
            placeholder="HOME DEPOT"
            onChange={(event) => setRule({ ...rule, pattern: event.target.value })}
          />
        </Field>
        <fieldset className={css.kinds}>
          <legend>What it is</legend>
          {kinds.map((one) => (
            <label key={one.kind}>
              <input
                type="radio"
                name="kind"
                checked={rule.kind === one.kind}
                onChange={() => setRule({ ...rule, kind: one.kind, value: '' })}
              />
              <span>
                <strong>{one.does}</strong>
                <small>{one.means}</small>
              </span>
            </label>
          ))}
        </fieldset>
        {rule.kind === 'vendor_to_jobtype' ? (
          <Field label="Kind of job" hint="As Jobber names it: Repipe, Water heater …">
            <input
              value={rule.value ?? ''}
              autoComplete="off"
              maxLength={80}
              onChange={(event) => setRule({ ...rule, value: event.target.value })}
            />
          </Field>
        ) : null}
        {make.isError ? <Refused error={make.error} title="The rule was not made" /> : null}
        <div className={css.buttons}>
          <Button
            type="submit"
            variant="primary"
            aria-disabled={missing !== null || make.isPending}
            title={missing ?? undefined}
          >
            {make.isPending ? 'Making …' : 'Make rule'}
          </Button>
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
      <PreviewPane
        preview={missing || refused ? undefined : preview.data}
        waiting={missing ?? (refused ? 'This pattern would match nothing.' : null)}
        error={refused ? null : preview.error}
        rules={rules}
        currency={currency}
      />
    </section>
  )
}

function missingIn(rule: NewRule): string | null {
  if (rule.pattern.replace(/[^\p{L}\p{N}]/gu, '').length < 2) return 'Write at least two letters of the name.'
  if (rule.kind === 'vendor_to_jobtype' && !(rule.value ?? '').trim()) return 'Name the kind of job.'
  return null
}

/** What was typed, once the typing rests. */
function useSettled(rule: NewRule): NewRule {
  const [rested, setRested] = useState(rule)
  useEffect(() => {
    const timer = setTimeout(() => setRested(rule), 250)
    return () => clearTimeout(timer)
  }, [rule])
  return useDeferredValue(rested)
}
