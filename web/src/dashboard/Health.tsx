// How far the figures can be trusted: what is well is quiet, what is not says so.
import { Link } from 'wouter'
import { formatInstant } from '../lib/dates'
import { Instant } from '../ui/When'
import css from './dashboard.module.css'
import { plural, span, type Tiles } from './words'

/** What is well, for the line beside the title. */
export function ReadAt({ tiles, zone }: { tiles: Tiles; zone: string }) {
  const health = tiles.data_health
  return (
    <span className={css.read}>
      <span>
        As of <Instant at={tiles.as_of} zone={zone} />
      </span>
      {health.last_bank_sync_at ? (
        <span>
          Bank read <Instant at={health.last_bank_sync_at} zone={zone} relative />
        </span>
      ) : (
        <span>Bank not read yet</span>
      )}
      {health.last_jobber_sync_at ? (
        <span>
          Jobber read <Instant at={health.last_jobber_sync_at} zone={zone} relative />
        </span>
      ) : (
        <span>Jobber not read yet</span>
      )}
      {typeof health.webhook_lag_seconds === 'number' ? (
        <span title={`By the last news from Jobber and the bank${lastNews(health.last_webhook_at, zone)}`}>
          News is here after {span(health.webhook_lag_seconds)}
        </span>
      ) : null}
      {health.throttle_hits ? (
        <span title="Jobber or the bank's service refused to be read that fast. It was read a little later; nothing is lost.">
          Slowed down {plural(health.throttle_hits, 'time', 'times')} in 24 h
        </span>
      ) : null}
      {health.other_currency_count > 0 ? (
        <span>
          {plural(health.other_currency_count, 'account or deposit', 'accounts or deposits')} in another
          currency left out
        </span>
      ) : null}
    </span>
  )
}

const lastNews = (at: string | null | undefined, zone: string) => (at ? `, ${formatInstant(at, zone)}` : '')

/** What is not well: its effect and the way out. */
export function Health({ tiles }: { tiles: Tiles }) {
  const health = tiles.data_health
  const broken = (rail: 'plaid' | 'jobber') => health.reconnect.includes(rail)
  const bank = broken('plaid') || (health.bank_stale && health.last_bank_sync_at)
  if (!bank && !broken('jobber')) return null
  return (
    <div className={css.health}>
      {bank ? (
        <p className={css.warn}>
          <span>
            {broken('plaid') ? 'The bank needs reconnecting: ' : 'No new data from the bank: '}
            cash, runway and what is reconciled are not up to date.
          </span>
          <Link href="/integrations">
            {broken('plaid') ? 'Reconnect the bank' : 'Look at the connection'}
          </Link>
        </p>
      ) : null}
      {broken('jobber') ? (
        <p className={css.warn}>
          <span>Jobber needs reconnecting: what clients owe may be old.</span>
          <Link href="/integrations">Reconnect Jobber</Link>
        </p>
      ) : null}
    </div>
  )
}
