import { useState } from 'react'
import { Button } from '../ui/Button'
import css from './detail.module.css'
import { type Item, isIncome, waysOf } from './model'
import type { Target } from './split'
import { TargetPicker } from './TargetPicker'
import { usePreview } from './usePreview'

interface Props {
  item: Item
  /** Of how many: more than one when several are selected. */
  count: number
  close: () => void
  choose: (jobId: string) => void
}

/** `A`, some letters, Enter: the job is assigned and the next row has the focus. */
export default function AssignPanel({ item, count, close, choose }: Props) {
  const suggested: Target[] = waysOf(item).flatMap((way) =>
    way.act.kind === 'assign_job' ? [{ kind: 'job', id: way.act.job_id, label: way.label }] : [],
  )
  const [near, setNear] = useState<Target | null>(null)
  const delta = usePreview(item, near?.kind === 'job' ? { kind: 'assign_job', job_id: near.id } : null)
  return (
    <div className={css.panel}>
      <h2>
        {count > 1
          ? `Which job are these ${count} for?`
          : isIncome(item)
            ? 'Which job was this paid for?'
            : 'Which job caused this cost?'}
      </h2>
      <TargetPicker
        label="Job"
        placeholder="Client, title or number of the job"
        kinds={['job']}
        value={null}
        first={suggested}
        autoFocus
        onNear={setNear}
        onChoose={(target) => {
          if (target.kind === 'job') choose(target.id)
        }}
      />
      <div className={css.buttons}>
        <Button variant="quiet" onClick={close} kbd="Esc">
          Cancel
        </Button>
        <span className={css.why}>{delta}</span>
      </div>
    </div>
  )
}
