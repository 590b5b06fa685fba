import { useQuery } from '@tanstack/react-query'
import { api, ask } from '../api/client'
import { useCompany } from '../app/company'
import { withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import { ErrorState, Skeleton } from '../ui/states'
import { Instant } from '../ui/When'
import css from './detail.module.css'
import { type Item, lineOf } from './model'

/** Who did what about this line, newest first, in words; the raw entry is folded. */
export default function History({ item, close }: { item: Item; close: () => void }) {
  const { company } = useCompany()
  const target = lineOf(item)?.id ?? item.id
  const company_id = company.company_id
  const history = useQuery({
    queryKey: ['audit', company_id, target],
    queryFn: ({ signal }) =>
      ask(api.GET('/api/v1/audit', { params: { query: { company_id, target } }, signal })),
    staleTime: 0,
  })
  const entries = history.data?.items
  return (
    <div className={css.panel}>
      <h2>History</h2>
      {history.isError ? (
        <ErrorState
          title="The history did not load"
          error={history.error}
          retry={() => void history.refetch()}
        />
      ) : null}
      {history.isPending ? <Skeleton rows={2} /> : null}
      {entries?.length === 0 ? <p className={css.none}>Nobody has decided anything about this yet.</p> : null}
      {entries && entries.length > 0 ? (
        <ol className={css.history}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <p>
                <strong>{entry.who}</strong>{' '}
                <span className={css.muted}>
                  <Instant at={entry.at} zone={company.time_zone} />
                </span>
              </p>
              <p>{withDays(entry.summary)}</p>
              <details>
                <summary>Before and after</summary>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keys */}
                <pre tabIndex={0}>
                  {JSON.stringify({ before: entry.before, after: entry.after }, null, 2)}
                </pre>
              </details>
            </li>
          ))}
        </ol>
      ) : null}
      <div className={css.buttons}>
        <Button variant="quiet" onClick={close} kbd="Esc">
          Close
        </Button>
      </div>
    </div>
  )
}
