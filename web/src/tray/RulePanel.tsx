import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { api, ask, newKey, type Schemas } from '../api/client'
import { ApiError, wayOut } from '../api/problem'
import { useCompany } from '../app/company'
import { formatDay } from '../lib/dates'
import { formatMoney } from '../lib/money'
import { Button } from '../ui/Button'
import { Field } from '../ui/Field'
import { RequestId } from '../ui/states'
import css from './detail.module.css'
import { type Item, isIncome, patternOf } from './model'
import { noteDone, refresh } from './work'

type RuleKind = Schemas['RuleKind']

interface Row {
  transaction_id: string
  date: string
  description: string
  amount: string
}

interface Preview {
  touched: number
  would_not: number
  amount: string
  touched_rows: Row[]
  would_not_rows: Row[]
}

interface Made {
  preview?: Preview
  undo?: { undo_id: string } | null
  result?: { undo_rule?: string; preview?: Preview }
  summary?: string
}

const kindWords: Record<RuleKind, string> = {
  vendor_to_jobtype: 'Suggest jobs of one kind',
  ignore_merchant: 'Ignore it, always',
  processor_fee: 'Treat it as a processor’s fee',
}

/** A rule made of one item: what it would touch is shown before it is made. */
export default function RulePanel({ item, close }: { item: Item; close: () => void }) {
  const { company } = useCompany()
  const company_id = company.company_id
  const [pattern, setPattern] = useState(() => patternOf(item))
  const [kind, setKind] = useState<RuleKind>(isIncome(item) ? 'ignore_merchant' : 'vendor_to_jobtype')
  const [value, setValue] = useState('')
  const wanted = useDeferredValue(pattern.trim())
  const body = (dry_run: boolean): Schemas['NewRule'] => ({
    kind,
    pattern: dry_run ? wanted : pattern.trim(),
    dry_run,
    // The preview does not depend on the kind of job, so it need not wait for it.
    ...(kind === 'vendor_to_jobtype' ? { value: value.trim() || (dry_run ? 'any' : '') } : {}),
  })
  const send = async (dry_run: boolean) =>
    (await ask(
      api.POST('/api/v1/rules/vendor', {
        params: { query: { company_id }, header: { 'Idempotency-Key': newKey() } },
        body: body(dry_run),
      }),
    )) as unknown as Made

  const preview = useQuery({
    queryKey: ['rule-preview', company_id, kind, wanted],
    queryFn: () => send(true),
    enabled: wanted.length > 1,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 10_000,
  })
  const make = useMutation({
    mutationFn: () => send(false),
    onSuccess: (made) => {
      const undoId = made.result?.undo_rule ?? made.undo?.undo_id
      if (undoId) noteDone(company_id, `Rule made for ${pattern.trim()}`, undoId, [])
      close()
      // The row is about to go: its detail has nothing more to ask.
      close()
      // What the rule touches is decided a moment later, by the engine.
      for (const ms of [1200, 3500, 8000]) setTimeout(() => void refresh(company_id, true), ms)
    },
  })
  const found = preview.data?.preview
  const error = make.error ?? preview.error
  const needsValue = kind === 'vendor_to_jobtype' && value.trim() === ''
  return (
    <form
      className={css.panel}
      onSubmit={(event) => {
        event.preventDefault()
        if (!needsValue && !make.isPending) make.mutate()
      }}
    >
      <h2>Make a rule from this</h2>
      <div className={css.rule}>
        <Field label="When the bank says" hint="Whole words; * stands for any.">
          <input
            value={pattern}
            // biome-ignore lint/a11y/noAutofocus: opened by a key in order to type here
            autoFocus
            autoComplete="off"
            onChange={(event) => setPattern(event.target.value)}
          />
        </Field>
        <Field label="Then">
          <select value={kind} onChange={(event) => setKind(event.target.value as RuleKind)}>
            {(Object.keys(kindWords) as RuleKind[])
              .filter((one) => one !== 'vendor_to_jobtype' || !isIncome(item))
              .map((one) => (
                <option key={one} value={one}>
                  {kindWords[one]}
                </option>
              ))}
          </select>
        </Field>
        {kind === 'ignore_merchant' ? null : (
          <Field
            label={kind === 'vendor_to_jobtype' ? 'Kind of job' : 'Value'}
            hint={
              kind === 'vendor_to_jobtype'
                ? 'A word in the job’s title: “water heater”, “remodel”.'
                : undefined
            }
          >
            <input value={value} autoComplete="off" onChange={(event) => setValue(event.target.value)} />
          </Field>
        )}
      </div>
      {found ? (
        <div className={css.preview} aria-live="polite">
          <p>
            <strong>
              Would touch {found.touched} open {found.touched === 1 ? 'item' : 'items'}
              {found.touched > 0 ? ` (${formatMoney(found.amount, company.currency, 'never')})` : ''}, 0
              decided ones
            </strong>
            {found.would_not > 0 ? `; ${found.would_not} more have a rule that is more specific.` : '.'}
          </p>
          <ul>
            {found.touched_rows.slice(0, 6).map((row) => (
              <li key={row.transaction_id}>
                <span>{formatDay(row.date)}</span>
                <span>{row.description}</span>
                <span className={css.figure}>{formatMoney(row.amount, company.currency)}</span>
              </li>
            ))}
          </ul>
          {found.touched > 6 ? <p className={css.muted}>and {found.touched - 6} more</p> : null}
        </div>
      ) : null}
      {error instanceof ApiError ? (
        <p className={css.refused} role="alert">
          {error.detail || error.title} {wayOut(error)}{' '}
          {error.requestId ? <RequestId id={error.requestId} /> : null}
        </p>
      ) : null}
      <div className={css.buttons}>
        <Button type="submit" variant="primary" disabled={needsValue || make.isPending} kbd="Enter">
          Make the rule
        </Button>
        <Button variant="quiet" onClick={close} kbd="Esc">
          Cancel
        </Button>
        <span className={css.why}>It can be undone whole.</span>
      </div>
    </form>
  )
}
