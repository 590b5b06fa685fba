import { Link } from 'wouter'
import { useCompany } from '../app/company'
import type { WeekView } from '../app/figures'
import { formatMoney } from '../lib/money'
import { Money } from '../ui/Money'
import { Bar, lengthOf } from '../ui/Spark'
import { Instant } from '../ui/When'
import { ArTile } from './ArTile'
import css from './dashboard.module.css'
import { pointsOf } from './history'
import { JobsTile } from './JobsTile'
import { Figure, NotUpdated, Prompted, Tile } from './Tile'
import { changeWords, plural, type Tiles as TilesData, upsellWords } from './words'

interface Props {
  tiles: TilesData
  past: readonly WeekView[]
}

export function Tiles({ tiles, past }: Props) {
  return (
    <>
      <div className={css.grid}>
        <Runway tiles={tiles} past={past} />
        <Collect tiles={tiles} />
        <Waiting tiles={tiles} />
        <CashIn tiles={tiles} past={past} />
        <Reconciled tiles={tiles} past={past} />
        <Dso tiles={tiles} past={past} />
        <ArTile tiles={tiles} />
        <JobsTile tiles={tiles} />
      </div>
      <Upsells tiles={tiles} />
    </>
  )
}

function BankFoot({ tiles }: { tiles: TilesData }) {
  const { company } = useCompany()
  const at = tiles.data_health.last_bank_sync_at
  if (!at) return null
  return (
    <>
      Bank read <Instant at={at} zone={company.time_zone} />
    </>
  )
}

function Runway({ tiles, past }: Props) {
  const { company } = useCompany()
  const tile = tiles.runway_weeks
  const money = (amount: string) => <Money amount={amount} currency={company.currency} cents={false} />
  return (
    <Tile
      title="Runway"
      wide="hero"
      href="/owner/runway_weeks"
      opens="accounts, earmarks and burden"
      foot={<BankFoot tiles={tiles} />}
    >
      {tile.state === 'prompt' ? (
        <Prompted prompt={tile} />
      ) : tiles.data_health.bank_stale ? (
        <NotUpdated last={`${tile.weeks} weeks`} />
      ) : (
        <Figure
          value={tile.weeks}
          unit="weeks"
          bar={1 - lengthOf(tile.earmarked) / (lengthOf(tile.cash_available) || 1)}
          change={changeWords(tile.change, 'weeks', 'more')}
          points={pointsOf('runway_weeks', past, tiles)}
          note={
            <>
              {tile.why ? `${tile.why} ` : null}
              {tile.change == null ? 'There is no week before to compare with yet. ' : null}
              {money(tile.cash_available)} in the bank,{' '}
              <Link href="/settings">{money(tile.earmarked)} set aside</Link>, at{' '}
              <Link href="/settings">{money(tile.weekly_burden)} a week</Link>.
            </>
          }
        />
      )}
    </Tile>
  )
}

function Collect({ tiles }: { tiles: TilesData }) {
  const { company } = useCompany()
  const found = tiles.collect
  if (!found) return null
  return (
    <Tile title="Worth doing this week" wide="half" href="/owner/ar_buckets" opens="who owes what">
      <p className={css.lead}>
        Collect <Money amount={found.amount} currency={company.currency} cents={false} /> from{' '}
        {plural(found.clients.length, 'client')}
        {/* Without the bank nobody knows what it adds to. */}
        {tiles.data_health.bank_stale ? null : ` → +${found.weeks} weeks`}
      </p>
      <ul className={css.list}>
        {found.clients.map((client) => (
          <li key={client.invoice_id}>
            <span>
              <bdi>{client.client_name}</bdi>
              <span className={css.sub}>
                #{client.invoice_number}, {plural(client.days_late, 'day')} late
              </span>
            </span>
            <Money amount={client.amount} currency={company.currency} cents={false} />
          </li>
        ))}
      </ul>
    </Tile>
  )
}

function Waiting({ tiles }: { tiles: TilesData }) {
  const { company } = useCompany()
  const { count, amount, minutes } = tiles.tray
  return (
    <Tile title="In the tray" href="/tray" opens="open the tray">
      {count === 0 ? (
        <>
          <p className={css.words}>Nothing waits</p>
          <p className={css.note}>
            {tiles.data_health.last_bank_sync_at ? 'Every line is explained.' : 'No bank was read yet.'}
          </p>
        </>
      ) : (
        <Figure
          value={String(count)}
          unit={count === 1 ? 'item' : 'items'}
          note={
            <>
              About {minutes} min · <Money amount={amount} currency={company.currency} cents={false} /> not
              explained
            </>
          }
        />
      )}
    </Tile>
  )
}

function CashIn({ tiles, past }: Props) {
  const { company } = useCompany()
  const tile = tiles.cash_collected
  const money = (amount: string) => <Money amount={amount} currency={company.currency} cents={false} />
  if (tile.state === 'prompt')
    return (
      <Tile title="Cash in this week">
        <Prompted prompt={tile} />
      </Tile>
    )
  const most = Math.max(lengthOf(tile.this_week), lengthOf(tile.last_week)) || 1
  return (
    <Tile
      title="Cash in this week"
      href="/owner/cash_collected"
      opens="the deposits"
      foot={<BankFoot tiles={tiles} />}
    >
      {tiles.data_health.bank_stale ? (
        <NotUpdated last={formatMoney(tile.this_week, company.currency, 'auto', false)} />
      ) : (
        <Figure value={money(tile.this_week)} points={pointsOf('cash_collected', past, tiles)} />
      )}
      <dl className={css.bars}>
        <dt>This week</dt>
        <dd>
          <Bar share={lengthOf(tile.this_week) / most} />
        </dd>
        <dd>{money(tile.this_week)}</dd>
        <dt>Last week</dt>
        <dd>
          <Bar share={lengthOf(tile.last_week) / most} tone="quiet" />
        </dd>
        <dd>{money(tile.last_week)}</dd>
      </dl>
    </Tile>
  )
}

function Reconciled({ tiles, past }: Props) {
  const { company } = useCompany()
  const tile = tiles.reconciled_pct
  if (tile.state === 'prompt')
    return (
      <Tile title="Reconciled">
        <Prompted prompt={tile} />
      </Tile>
    )
  return (
    <Tile
      title="Reconciled"
      href="/owner/reconciled_pct"
      opens="explained and unexplained deposits"
      foot={<BankFoot tiles={tiles} />}
    >
      {tiles.data_health.bank_stale ? (
        <NotUpdated last={`${tile.pct} %`} />
      ) : (
        <>
          <Figure
            value={`${tile.pct} %`}
            change={changeWords(tile.change, 'points', 'more')}
            points={pointsOf('reconciled_pct', past, tiles)}
          />
          <Bar share={lengthOf(tile.pct) / 100} />
          <p className={css.note}>
            {tile.unmatched_count === 0 ? (
              `All ${plural(tile.matched_count, 'deposit')} of 12 weeks explained.`
            ) : (
              <>
                {plural(tile.unmatched_count, 'deposit')} not explained,{' '}
                <Money amount={tile.unmatched_amount} currency={company.currency} cents={false} />. By Oodaloo
                alone: {tile.auto_match_pct} %.
              </>
            )}
          </p>
        </>
      )}
    </Tile>
  )
}

function Dso({ tiles, past }: Props) {
  const { company } = useCompany()
  const tile = tiles.dso_days
  const read = tiles.data_health.last_jobber_sync_at
  if (tile.state === 'prompt')
    return (
      <Tile title="Days to be paid">
        <Prompted prompt={tile} />
      </Tile>
    )
  return (
    <Tile
      title="Days to be paid"
      href="/owner/dso_days"
      opens="open invoices and those of 90 days"
      foot={
        read ? (
          <>
            Jobber read <Instant at={read} zone={company.time_zone} />
          </>
        ) : null
      }
    >
      <Figure
        value={tile.days}
        unit="days"
        change={changeWords(tile.change, 'days', 'less')}
        points={pointsOf('dso_days', past, tiles)}
        note="What clients owe, against what was invoiced in 90 days."
      />
    </Tile>
  )
}

function Upsells({ tiles }: { tiles: TilesData }) {
  const shown = tiles.upsells
    .map((upsell, at) => upsellWords(upsell, tiles.offers[at]))
    .filter((words) => words !== null)
  if (shown.length === 0) return null
  return (
    <section className={css.upsells} aria-label="Add-ons">
      {shown.map((words) => (
        <p key={words}>{words}</p>
      ))}
    </section>
  )
}
