// The tray when there is no row to show, and why.
import { Link } from 'wouter'
import type { Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { pages } from '../app/pages'
import { ago, formatTime } from '../lib/dates'
import { decisions, summarise } from '../lib/figures'
import { useCell } from '../lib/store'
import { Button, CommandButton } from '../ui/Button'
import { Empty } from '../ui/states'
import css from './tray.module.css'

interface Props {
  tiles: Schemas['Tiles'] | undefined
  connections: readonly Schemas['ConnectionView'][] | undefined
}

const hasConnections = pages.some((page) => page.path === '/integrations')

/** Nothing to ask: because nothing is connected, nothing is read yet, or everything is explained. */
export function Nothing({ tiles, connections }: Props) {
  if (connections?.length === 0) return <FirstRun />
  if (connections && isImporting(tiles, connections))
    return <Importing tiles={tiles} connections={connections} />
  return <AllDone tiles={tiles} />
}

export function isImporting(tiles: Props['tiles'], connections: Props['connections']): boolean {
  return (
    (connections ?? []).some(
      // Nobody looks at an account of files: somebody brings them.
      (one) => one.status === 'active' && !one.last_sync_at && one.rail !== 'csv',
    ) ||
    (!!connections?.length &&
      !tiles?.data_health.last_bank_sync_at &&
      connections.some((one) => one.rail === 'plaid'))
  )
}

function FirstRun() {
  return (
    <Empty
      title="Connect your bank and Jobber"
      actions={
        hasConnections ? (
          <Link href="/integrations" className={css.cta ?? ''}>
            Connect
          </Link>
        ) : null
      }
    >
      <p>
        Oodaloo joins what Jobber says was paid with what the bank says arrived. What nobody can explain comes
        here, the largest first.
      </p>
    </Empty>
  )
}

function Importing({ tiles, connections }: Props) {
  const reconciled = tiles?.reconciled_pct
  const deposits =
    reconciled?.state === 'value' ? reconciled.matched_count + reconciled.unmatched_count : null
  return (
    <Empty title="Reading your books">
      <ul className={css.steps}>
        {(connections ?? []).map((one) => (
          <li key={one.account}>
            {one.last_sync_at ? '✓' : '…'} {one.name}:{' '}
            {one.last_sync_at ? `read ${ago(one.last_sync_at)}` : 'reading'}
          </li>
        ))}
      </ul>
      {deposits === null ? null : <p>{deposits} deposits so far.</p>}
      <p>Usually about two minutes. This page goes on by itself.</p>
    </Empty>
  )
}

/** How often a bank is asked when it tells nothing by itself. */
const pollMinutes = 15

function AllDone({ tiles }: Pick<Props, 'tiles'>) {
  const { company } = useCompany()
  const session = summarise(useCell(decisions))
  const reconciled = tiles?.reconciled_pct
  const pct = reconciled?.state === 'value' ? reconciled.pct : null
  const last = tiles?.data_health.last_bank_sync_at
  const next = last ? Math.max(Date.now(), new Date(last).getTime() + pollMinutes * 60_000) : null
  return (
    <Empty
      title="Done."
      actions={session ? <CommandButton id="tray.undo">Undo the last one</CommandButton> : null}
    >
      <p className={css.donePct}>{pct === null ? 'Nothing waits for you.' : `${pct} % reconciled.`}</p>
      {next === null ? null : (
        <p>Next bank sync ~{formatTime(next, company.time_zone)}, or the moment the bank tells us.</p>
      )}
      {session ? (
        <p>
          You decided {session.count} {session.count === 1 ? 'thing' : 'things'}, {session.medianSeconds} s
          each in the middle.
        </p>
      ) : null}
    </Empty>
  )
}

export function FilteredAway({ count, clear }: { count: number; clear: () => void }) {
  return (
    <Empty
      title="Nothing fits this filter"
      actions={
        <Button variant="primary" onClick={clear}>
          Show all {count}
        </Button>
      }
    >
      <p>{count === 1 ? 'One question is' : `${count} questions are`} outside of it.</p>
    </Empty>
  )
}
