import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { api, ask } from '../api/client'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { formatDayLong } from '../lib/dates'
import { formatMoney } from '../lib/money'
import { Button, CommandButton } from '../ui/Button'
import { Kbd } from '../ui/Kbd'
import { ErrorState, useLater } from '../ui/states'
import type { Panel } from './core'
import css from './detail.module.css'
import {
  type Act,
  closeWays,
  costWords,
  type Item,
  isIncome,
  lineOf,
  noteChoices,
  noteOf,
  type Way,
  waysOf,
} from './model'
import { Sureness } from './Row'
import { TalkPanel } from './Talk'
import { usePreview } from './usePreview'
import type { Talk } from './work'

// What a keystroke opens comes in chunks of its own, fetched when the first rows stand (see Tray).
export const later = {
  assign: () => import('./AssignPanel'),
  split: () => import('./SplitEditor'),
  rule: () => import('./RulePanel'),
  history: () => import('./History'),
}
const AssignPanel = lazy(later.assign)
const SplitEditor = lazy(later.split)
const RulePanel = lazy(later.rule)
const History = lazy(later.history)

interface Props {
  item: Item
  panel: Panel
  talk: Talk | undefined
  /** Whether this is the row the keys act on. */
  current: boolean
  act: (item: Item, act: Act, rank: number | null, told?: string) => void
  close: () => void
}

export function Detail({ item, panel, talk, current, act, close }: Props) {
  const { company } = useCompany()
  const ways = waysOf(item)
  const shown = current ? panel : 'ways'
  return (
    <div className={css.detail} data-current={current || undefined}>
      {talk ? <TalkPanel talk={talk} /> : null}
      <Suspense fallback={<div className={css.waiting} />}>
        {shown === 'assign' ? (
          <AssignPanel
            item={item}
            close={close}
            choose={(job_id) => act(item, { kind: 'assign_job', job_id }, null)}
          />
        ) : null}
        {shown === 'split' ? (
          <SplitEditor
            item={item}
            close={close}
            save={(parts) => act(item, { kind: 'split', parts }, null)}
          />
        ) : null}
        {shown === 'rule' ? <RulePanel item={item} close={close} /> : null}
        {shown === 'history' ? <History item={item} close={close} /> : null}
      </Suspense>
      {shown === 'ways' ? (
        <div className={css.columns}>
          <div className={css.ways}>
            {item.subject === 'connection' ? <p>{item.why}</p> : null}
            {ways.length === 0 && item.subject !== 'connection' ? <NoWay item={item} /> : null}
            {closeWays(ways) > 0 ? (
              <p className={css.close}>
                {closeWays(ways)} ways explain this about equally well. What sets them apart is marked ✗.
              </p>
            ) : null}
            {ways.map((way, at) => (
              <WayButton
                key={JSON.stringify(way.act)}
                way={way}
                n={at + 1}
                item={item}
                asking={talk === undefined}
                change={
                  way.delta || (way.act.kind === 'assign_job' ? costWords(item, way, company.currency) : '')
                }
                onPick={() => act(item, way.act, at + 1, way.delta)}
              />
            ))}
          </div>
          <Facts item={item} act={act} asking={talk === undefined} />
        </div>
      ) : null}
    </div>
  )
}

function NoWay({ item }: { item: Item }) {
  return (
    <p className={css.none}>
      {isIncome(item)
        ? 'No open payment or combination of payments gives this amount. Assign it to a job, split it, or say that it is no job’s.'
        : 'No job was worked on around this day. Assign one, or ignore it.'}
    </p>
  )
}

interface WayProps {
  way: Way
  n: number
  item: Item
  change: string
  /** Whether the server may be asked what is not known. */
  asking: boolean
  onPick: () => void
}

const marks = { for: '✓', against: '✗', neither: '·' }
const markWords = { for: 'Speaks for it: ', against: 'Speaks against it: ', neither: '' }

function WayButton({ way, n, item, change, asking, onPick }: WayProps) {
  return (
    <section className={css.way} aria-label={`Suggestion ${n}`}>
      <button type="button" className={css.pick} onClick={onPick} aria-keyshortcuts={String(n)}>
        <Kbd>{String(n)}</Kbd>
        {way.percent === null ? null : <Sureness way={way} />}
        <span className={css.label}>{way.label}</span>
        {change ? <Delta text={change} /> : asking ? <AskedDelta item={item} act={way.act} /> : null}
      </button>
      {way.reasons.length > 0 ? (
        <ul className={css.reasons}>
          {way.reasons.map((reason) => (
            <li key={reason.text} data-speaks={reason.speaks}>
              <span aria-hidden="true">{marks[reason.speaks]}</span>
              <span>
                <span className="visually-hidden">{markWords[reason.speaks]}</span>
                {reason.text}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {way.count > 1 ? <Inside way={way} item={item} /> : null}
    </section>
  )
}

function Delta({ text }: { text: string }) {
  return <span className={text.length > 30 ? css.deltaLong : css.delta}>{text}</span>
}

function AskedDelta({ item, act }: { item: Item; act: Act }) {
  const delta = usePreview(item, act)
  return delta ? <Delta text={delta} /> : null
}

/** The payments inside a payout: told with the add-on, offered without it. */
function Inside({ way, item }: { way: Way; item: Item }) {
  const { company } = useCompany()
  const [asked, setAsked] = useState(false)
  const candidate = way.act.kind === 'confirm' ? way.act.candidate : 0
  const inside = useQuery({
    queryKey: ['inside', company.company_id, item.id, item.version, candidate],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/tray/{id}/suggestions/{n}/payments', {
          params: { path: { id: item.id, n: candidate }, query: { company_id: company.company_id } },
          signal,
        }),
      ),
    enabled: asked && !way.payments,
  })
  const payments = way.payments ?? inside.data?.items
  if (payments) {
    return (
      <details className={css.inside} open={payments.length <= 8}>
        <summary>{payments.length} payments inside</summary>
        <table>
          <caption className="visually-hidden">Payments inside</caption>
          <tbody>
            {payments.map((payment) => (
              <tr key={payment.payment_id}>
                <th scope="row">{payment.client_name ?? 'A payment'}</th>
                <td>{payment.invoices.length ? `invoice ${payment.invoices.join(', ')}` : ''}</td>
                <td className={css.figure}>{formatMoney(payment.amount, company.currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    )
  }
  if (inside.error instanceof ApiError && inside.error.kind === 'add-on') {
    const { price, add_on } = inside.error.members
    return (
      <p className={css.upsell}>
        Which payments are inside is told by the add-on{' '}
        <strong>{String(add_on).toLowerCase().replaceAll('_', ' ')}</strong>
        {price ? `, ${String(price)}` : ''}. Confirming works without it; an owner can add it.
      </p>
    )
  }
  if (inside.isError) {
    return (
      <ErrorState
        title="The payments did not load"
        error={inside.error}
        retry={() => void inside.refetch()}
      />
    )
  }
  return (
    <Button variant="quiet" onClick={() => setAsked(true)} disabled={inside.isFetching}>
      Show the {way.count} payments inside
    </Button>
  )
}

/** What leaving it out would change, before anybody does. */
function WhatIf({ item }: { item: Item }) {
  const income = isIncome(item)
  const offJob = usePreview(item, income ? { kind: 'off_job' } : null)
  const ignored = usePreview(item, { kind: 'ignore' })
  if (!offJob && !ignored) return null
  return (
    <dl>
      {offJob ? (
        <>
          <dt>If off-job</dt>
          <dd>{offJob}</dd>
        </>
      ) : null}
      {ignored ? (
        <>
          <dt>If ignored</dt>
          <dd>{ignored}</dd>
        </>
      ) : null}
    </dl>
  )
}

/** What the bank wrote, and what else can be done about it. */
function Facts({ item, act, asking }: { item: Item; act: Props['act']; asking: boolean }) {
  const { company } = useCompany()
  const line = lineOf(item)
  const [best] = item.suggestions
  const income = isIncome(item)
  const still = useLater(250)
  return (
    <aside className={css.facts} aria-label="Facts">
      {line ? (
        <dl>
          <dt>The bank says</dt>
          <dd className={css.raw}>{line.description}</dd>
          <dt>Day</dt>
          <dd>{formatDayLong(line.date)}</dd>
          {best && best.fee !== '0.00' ? (
            <>
              <dt>Payments − fees</dt>
              <dd className={css.figure}>
                {formatMoney(best.gross, company.currency)} − {formatMoney(best.fee, company.currency)}
              </dd>
            </>
          ) : null}
          {(item.draft?.length ?? 0) > 0 ? (
            <>
              <dt>Begun to split</dt>
              <dd>{item.draft?.map((part) => part.what).join(', ')}</dd>
            </>
          ) : null}
        </dl>
      ) : null}
      {line && asking && still ? <WhatIf item={item} /> : null}
      {line ? (
        <div className={css.buttons}>
          <CommandButton id="tray.assign" />
          {income ? <CommandButton id="tray.split" /> : null}
          {income ? <CommandButton id="tray.off-job" /> : null}
          <CommandButton id="tray.ignore" />
          <CommandButton id="tray.rule" />
          <CommandButton id="tray.history" />
        </div>
      ) : null}
      {line && income ? (
        <fieldset className={css.notes}>
          <legend>Off-job, and it is</legend>
          {noteChoices.map((note) => (
            <Button
              key={note}
              variant="quiet"
              aria-pressed={noteOf(item) === note}
              onClick={() => act(item, { kind: 'off_job', note }, null)}
            >
              {note}
            </Button>
          ))}
        </fieldset>
      ) : null}
    </aside>
  )
}
