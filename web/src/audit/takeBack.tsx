import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import { ApiError } from '../api/problem'
import { takeBack } from '../api/undo'
import { useCompany } from '../app/company'
import { withDays } from '../lib/dates'
import { Button } from '../ui/Button'
import { RequestId } from '../ui/states'
import { say } from '../ui/toast'
import css from './audit.module.css'

/** Takes back an act, or a group of them; what follows from it is asked for anew. */
export function useTakeBack(undoId: string | null) {
  const { company } = useCompany()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => takeBack(company.company_id, undoId ?? ''),
    onSuccess(answer) {
      const left = answer.left ?? 0
      if (answer.undone !== undefined) {
        say(
          left > 0
            ? `${answer.undone} taken back, ${left} left: something was built on them`
            : `${answer.undone} taken back`,
        )
      } else say(withDays(answer.summary ?? 'Taken back'))
    },
    // Also when it failed: what stands in the way is a newer entry.
    onSettled() {
      for (const what of ['audit-pages', 'audit', 'tray', 'tiles', 'rows', 'rules', 'settings']) {
        void queries.invalidateQueries({ queryKey: [what, company.company_id] })
      }
    },
  })
}

interface Current {
  undo_id?: unknown
  undone_in?: unknown
}

/** Why it was not taken back: what was built on it is named, and a link away. */
export function InTheWay({ error, target, retry }: { error: unknown; target: string; retry: () => void }) {
  const problem = error instanceof ApiError ? error : null
  const current = (problem?.members.current ?? {}) as Current
  const other = current.undone_in ?? current.undo_id
  return (
    <div className={css.problem} role="alert">
      <p>{wordsOf(problem)}</p>
      <p className={css.problemDo}>
        {problem?.kind === 'stale' ? (
          <Link
            href={`/audit?target=${encodeURIComponent(target)}${typeof other === 'string' ? `#${other}` : ''}`}
          >
            See what stands in the way
          </Link>
        ) : null}
        {problem?.passing ? <Button onClick={retry}>Try again</Button> : null}
        {problem?.requestId ? <RequestId id={problem.requestId} /> : null}
      </p>
    </div>
  )
}

function wordsOf(problem: ApiError | null): string {
  if (!problem) return 'It was not taken back: something in this page broke. Reload and try again.'
  if (problem.kind === 'stale') return `It was not taken back. ${withDays(problem.detail)}`
  if (problem.kind === 'not-found')
    return 'It was not taken back: it was done together with others, and is taken back with them.'
  return `It was not taken back. ${withDays(problem.detail || problem.title)}`
}
