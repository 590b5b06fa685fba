import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { useCompany } from '../app/company'
import { pages } from '../app/pages'
import type { Panel } from './core'
import css from './detail.module.css'
import { Facts } from './Facts'
import { type Act, closeWays, costWords, type Item, isIncome, waysOf } from './model'
import { TalkPanel } from './Talk'
import { WayButton } from './Way'
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
  /** Makes this the row the keys act on; with a panel, opens that as well. */
  come: (item: Item, panel?: Panel) => void
  /** How many a job would be assigned to: all that is selected, if this is. */
  count: number
}

export function Detail({ item, panel, talk, current, act, close, come, count }: Props) {
  const { company } = useCompany()
  const ways = waysOf(item)
  const shown = current ? panel : 'ways'
  return (
    // A row that came back is open without the cursor: whoever reaches into it means that row.
    <div
      className={css.detail}
      onFocusCapture={current ? undefined : () => come(item)}
      onPointerDownCapture={current ? undefined : () => come(item)}
    >
      {talk ? <TalkPanel talk={talk} look={() => come(item, 'history')} /> : null}
      <Suspense fallback={<div className={css.waiting} />}>
        {shown === 'assign' ? (
          <AssignPanel
            item={item}
            count={count}
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
            {item.subject === 'connection' ? <Broken why={item.why} rail={item.rail} /> : null}
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

/** A connection is mended where connections are. */
function Broken({ why, rail }: { why: string; rail: string }) {
  return (
    <p>
      {why}{' '}
      {pages.some((page) => page.path === '/integrations') ? (
        <Link href={`/integrations?fix=${rail}`}>Mend it</Link>
      ) : null}
    </p>
  )
}

function NoWay({ item }: { item: Item }) {
  if (item.type === 'conflict') {
    return (
      <p className={css.none}>
        Something speaks against what was decided about this, or the bank has taken the line back. Its history
        says what was decided; whatever you choose here offers to take that back first.
      </p>
    )
  }
  return (
    <p className={css.none}>
      {isIncome(item)
        ? 'No open payment or combination of payments gives this amount. Assign it to a job, split it, or say that it is no job’s.'
        : 'No job was worked on around this day. Assign one, or ignore it.'}
    </p>
  )
}
