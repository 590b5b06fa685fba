// What a query has, or why it has nothing: one place for first load, error, offline, add-on and "not refreshed".
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ApiError, networkError } from '../api/problem'
import { Button } from './Button'
import { Empty, ErrorState, Skeleton } from './states'
import css from './states.module.css'

interface Props<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'isPaused' | 'isFetching'> & {
    refetch: () => unknown
  }
  /** "The tiles did not load". */
  failed: string
  rows?: number
  /** Shown instead of the error where it says more. */
  instead?: (error: ApiError) => ReactNode
  children: (data: T) => ReactNode
}

export function Loaded<T>({ query, failed, rows = 8, instead, children }: Props<T>) {
  const retry = () => void query.refetch()
  if (query.data !== undefined) {
    return (
      <>
        {query.isError || query.isPaused ? (
          <NotRefreshed error={query.error} retry={retry} busy={query.isFetching} />
        ) : null}
        {children(query.data)}
      </>
    )
  }
  if (query.isError) {
    const problem = query.error instanceof ApiError ? query.error : null
    if (problem?.kind === 'add-on') return <AddOn problem={problem} />
    return (problem && instead?.(problem)) || <ErrorState title={failed} error={query.error} retry={retry} />
  }
  if (query.isPaused) return <ErrorState title={failed} error={networkError('offline')} retry={retry} />
  return <Skeleton rows={rows} />
}

/** What is shown is old, and why; it stays in use. */
function NotRefreshed({ error, retry, busy }: { error: unknown; retry: () => void; busy: boolean }) {
  const why = error instanceof ApiError ? error.detail || error.title : 'This device has no connection.'
  return (
    <div className={css.old} role="status">
      <span>Not refreshed, so this may be old. {why}</span>
      <Button onClick={retry} disabled={busy}>
        Try again
      </Button>
    </div>
  )
}

/** Not an error: something to be had for a price. */
function AddOn({ problem }: { problem: ApiError }) {
  const price = problem.members.price
  return (
    <Empty title="This belongs to an add-on">
      <p>{problem.detail}</p>
      {typeof price === 'string' && !problem.detail.includes(price) ? <p>{price}</p> : null}
      <p>An owner can add it.</p>
    </Empty>
  )
}
