import { useCompany } from '../app/company'
import { formatDayLong } from '../lib/dates'
import { formatMoney } from '../lib/money'
import { Button, CommandButton } from '../ui/Button'
import { useLater } from '../ui/states'
import css from './detail.module.css'
import { type Act, type Item, isIncome, lineOf, noteChoices, noteOf } from './model'
import { usePreview } from './usePreview'

interface Props {
  item: Item
  act: (item: Item, act: Act, rank: number | null) => void
  /** Whether the server may be asked what an act would change. */
  asking: boolean
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
export function Facts({ item, act, asking }: Props) {
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
