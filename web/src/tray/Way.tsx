import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '../api/client'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { formatMoney } from '../lib/money'
import { Button } from '../ui/Button'
import { Kbd } from '../ui/Kbd'
import { ErrorState } from '../ui/states'
import css from './detail.module.css'
import type { Act, Item, Way } from './model'
import { Sureness } from './Row'
import { usePreview } from './usePreview'

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

/** One way to explain it: what it is, what it changes, what speaks for it and against. A press takes it. */
export function WayButton({ way, n, item, change, asking, onPick }: WayProps) {
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
