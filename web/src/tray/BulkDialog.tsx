import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask, newKey, type Schemas } from '../api/client'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { formatMoney } from '../lib/money'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import css from './bulk.module.css'
import { type Item, waysOf, whoOf } from './model'
import { Sureness } from './Row'
import { askWhy, noteDone, openTalks, refresh, type Talk } from './work'

interface Props {
  items: readonly Item[]
  /** The selected ones; all that are sure enough, when none is. */
  selected: readonly Item[]
  onClose: () => void
  /** Rows that changed meanwhile: they stay, selected and open. */
  onLeft: (ids: readonly string[]) => void
}

const reasonWords: Record<string, string> = {
  no_suggestion: 'without a suggestion of payments',
  below_threshold: 'below the threshold',
  conflict: 'in conflict with an earlier decision',
  connection: 'connections',
  payment_in_another_item: 'whose payment another item here uses',
  gone: 'decided already',
  version: 'changed since you looked',
}
const thresholds = [0.85, 0.95, 0.99]

/** A preview of what confirming in one go would do; then one act; then what became of each. */
export default function BulkDialog({ items, selected, onClose, onLeft }: Props) {
  const { company } = useCompany()
  const [threshold, setThreshold] = useState(0.85)
  const company_id = company.company_id
  const send = (dry_run: boolean, chosen: readonly { id: string; version: number }[]) =>
    ask(
      api.POST('/api/v1/tray/bulk', {
        params: { query: { company_id }, header: { 'Idempotency-Key': newKey() } },
        body: {
          dry_run,
          threshold,
          ...(chosen.length > 0
            ? { items: chosen.map((one) => ({ id: one.id, expected_version: one.version })) }
            : {}),
        },
      }),
    )
  const preview = useQuery({
    queryKey: ['bulk', company_id, threshold, selected.map((item) => `${item.id} ${item.version}`)],
    queryFn: () => send(true, selected.slice(0, 50)),
    gcTime: 0,
    staleTime: 0,
  })
  const byId = new Map(items.map((item) => [item.id, item]))
  const would = (preview.data?.items ?? []).filter((one) => one.status === 'would_confirm')
  const left = (preview.data?.items ?? []).filter((one) => one.status !== 'would_confirm')

  const confirm = useMutation({
    // What was shown is what is sent: each with the version that was seen.
    mutationFn: () =>
      send(
        false,
        would.flatMap(({ id }) => byId.get(id) ?? []),
      ),
    onSuccess: (done) => {
      const confirmed = done.items.filter((one) => one.status === 'confirmed')
      const changed = done.items.filter((one) => one.status !== 'confirmed')
      const undoId = (done.undo as { undo_id: string } | null)?.undo_id
      const rows = confirmed.flatMap(({ id }) => {
        const item = byId.get(id)
        return item ? [{ item, index: items.indexOf(item) }] : []
      })
      if (undoId)
        noteDone(company_id, done.delta ? `${done.summary}: ${done.delta}` : done.summary, undoId, rows)
      if (rows.length === 0) say(done.summary)
      const talks = changed.flatMap((one) => talkOf(one, byId, items, company_id))
      openTalks(talks)
      for (const talk of talks.slice(0, 10)) void askWhy(talk)
      onLeft(talks.map((talk) => talk.item.id))
      void refresh(company_id)
      onClose()
    },
  })

  const count = would.length
  return (
    <Dialog
      title={
        selected.length > 0
          ? `Confirm what is sure of ${selected.length} selected`
          : 'Confirm all that is sure'
      }
      onClose={onClose}
      wide
      footer={
        <>
          <Button variant="quiet" onClick={onClose} kbd="Esc">
            Cancel
          </Button>
          <Button
            variant="primary"
            data-autofocus=""
            aria-disabled={count === 0 || confirm.isPending}
            onClick={() => {
              if (count > 0 && !confirm.isPending) confirm.mutate()
            }}
            kbd="Enter"
          >
            {count === 0
              ? 'Nothing to confirm'
              : `Confirm ${count} (${formatMoney(preview.data?.amount ?? '0', company.currency)})`}
          </Button>
        </>
      }
    >
      <fieldset className={css.threshold}>
        <legend>At least</legend>
        {thresholds.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="threshold"
              checked={one === threshold}
              onChange={() => setThreshold(one)}
            />
            {Math.round(one * 100)} %
          </label>
        ))}
      </fieldset>
      {preview.isError || confirm.isError ? (
        <ErrorState
          title={confirm.isError ? 'Nothing was confirmed' : 'The preview did not load'}
          error={confirm.error ?? preview.error}
          retry={() => (confirm.isError ? confirm.mutate() : void preview.refetch())}
        />
      ) : null}
      {preview.isPending ? <Skeleton rows={4} /> : null}
      {preview.data ? (
        <>
          <p className={css.summary}>
            {preview.data.summary}
            {preview.data.delta ? ` · ${preview.data.delta}` : ''}
            {preview.data.more > 0 ? ` · ${preview.data.more} more in a second go` : ''}
          </p>
          {count > 0 ? (
            <ul className={css.list}>
              {would.map((one) => {
                const item = byId.get(one.id)
                const way = item ? waysOf(item)[0] : undefined
                return (
                  <li key={one.id}>
                    {way ? <Sureness way={way} /> : null}
                    <span className={css.who}>{item ? whoOf(item) : one.id}</span>
                    <span className={css.what}>
                      {way?.label}
                      {one.delta ? ` · ${one.delta}` : ''}
                    </span>
                    <span className={css.figure}>{formatMoney(one.amount, company.currency)}</span>
                  </li>
                )
              })}
            </ul>
          ) : null}
          {left.length > 0 ? (
            <p className={css.left}>
              Left to you:{' '}
              {[...countBy(left)].map(([reason, n]) => `${n} ${reasonWords[reason] ?? reason}`).join(', ')}.
            </p>
          ) : null}
        </>
      ) : null}
    </Dialog>
  )
}

function countBy(results: readonly Schemas['ItemResult'][]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { reason } of results)
    counts.set(reason ?? 'changed', (counts.get(reason ?? 'changed') ?? 0) + 1)
  return counts
}

function talkOf(
  one: Schemas['ItemResult'],
  byId: ReadonlyMap<string, Item>,
  items: readonly Item[],
  company: string,
): Talk[] {
  const item = byId.get(one.id)
  if (!item) return []
  const members = (one.problem ?? {}) as Record<string, unknown>
  const kind =
    String(members.type ?? 'stale')
      .split('/')
      .at(-1) ?? 'stale'
  const detail = String(members.detail ?? 'It changed while you were looking at the preview.')
  const error = new ApiError(
    kind,
    Number(members.status ?? 409),
    String(members.title ?? ''),
    detail,
    null,
    members,
    null,
  )
  return [{ company, item, index: items.indexOf(item), act: { kind: 'confirm', candidate: 0 }, error }]
}
