import { memo } from 'react'
import { Link } from 'wouter'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { pages } from '../app/pages'
import { ago, formatInstant } from '../lib/dates'
import { Button } from '../ui/Button'
import css from './tray.module.css'

const railNames: Record<string, string> = { plaid: 'bank', jobber: 'Jobber' }
const missing: Record<string, string> = { plaid: 'deposits', jobber: 'payments' }

interface Props {
  health: Schemas['DataHealth'] | undefined
  /** Why the rows are not the newest, and how to ask again. */
  behind: { why: string; retry: () => void } | null
}

/** How far the rows below can be trusted, in one line: green is quiet, amber says the effect and has the fix. */
export const HealthStrip = memo(function HealthStrip({ health, behind }: Props) {
  const { company } = useCompany()
  const old = behind ? (
    <p>
      <span aria-hidden="true">▲</span> Not refreshed: {behind.why}{' '}
      <Button onClick={behind.retry}>Try again</Button>
    </p>
  ) : null
  if (!health) {
    return (
      <div className={css.health} data-tone={old ? 'warn' : 'good'}>
        {old}
      </div>
    )
  }
  const fix = pages.find((page) => page.path === '/integrations')
  const last = { plaid: health.last_bank_sync_at, jobber: health.last_jobber_sync_at }
  const since = (rail: 'plaid' | 'jobber') => {
    const at = last[rail]
    return at ? `since ${formatInstant(at, company.time_zone)}` : 'so far'
  }
  // An account of files has nobody to reconnect to.
  const broken = health.reconnect.filter((rail) => rail !== 'csv')
  return (
    <div className={css.health} data-tone={old || broken.length > 0 || health.bank_stale ? 'warn' : 'good'}>
      {old}
      {broken.map((rail) => (
        <p key={rail}>
          <span aria-hidden="true">▲</span> Your {railNames[rail]} needs you: {missing[rail]} {since(rail)}{' '}
          are missing. {fix ? <Link href={`/integrations?fix=${rail}`}>Fix</Link> : null}
        </p>
      ))}
      {health.bank_stale && !broken.includes('plaid') ? (
        <p>
          <span aria-hidden="true">▲</span> The bank has told nothing {since('plaid')}: newer deposits are not
          here yet. {fix ? <Link href="/integrations?fix=plaid">Fix</Link> : null}
        </p>
      ) : null}
      {!broken.includes('plaid') && !health.bank_stale && last.plaid ? (
        <p>Bank read {ago(last.plaid)}</p>
      ) : null}
      {!broken.includes('jobber') && last.jobber ? <p>Jobber read {ago(last.jobber)}</p> : null}
      {health.other_currency_count > 0 ? (
        <p>{health.other_currency_count} in another currency, not shown here</p>
      ) : null}
    </div>
  )
})
