import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, ask } from '../api/client'
import { ApiError, wayOut } from '../api/problem'
import { useCompany } from '../app/company'
import { todayIn } from '../lib/week'
import { Button } from '../ui/Button'
import { Dialog } from '../ui/Dialog'
import { Field } from '../ui/Field'
import { RequestId } from '../ui/states'
import { announce } from '../ui/toast'
import css from './audit.module.css'
import { faultOf, months, type Period } from './period'

interface File {
  name: string
  title: string
  what: string
  ends: 'csv' | 'json'
}

const posting: readonly File[] = [
  {
    name: 'deposits_matched',
    title: 'Deposits matched',
    what: 'each deposit, its payments and fee',
    ends: 'csv',
  },
  { name: 'expenses_tagged', title: 'Expenses tagged', what: 'each expense and its job', ends: 'csv' },
  { name: 'journal_summary', title: 'Journal summary', what: 'debits and credits that balance', ends: 'csv' },
  { name: 'exceptions_open', title: 'Exceptions open', what: 'what is not explained yet', ends: 'csv' },
]

const audit: readonly File[] = [
  { name: 'audit', title: 'Audit list', what: 'who did what, for a spreadsheet', ends: 'csv' },
  { name: 'audit', title: 'Audit list', what: 'whole, with before and after', ends: 'json' },
]

/** Files of a period: what a bookkeeper posts from, and the audit list. */
export function Exports({ start, onClose }: { start: Period | null; onClose: () => void }) {
  const { company } = useCompany()
  const quick = months(todayIn(company.time_zone))
  const [period, setPeriod] = useState<Period>(start ?? quick.lastMonth)
  const fault = faultOf(period)
  return (
    <Dialog title="Export" onClose={onClose}>
      <div className={css.period}>
        <Field label="First day">
          <input
            type="date"
            value={period.from}
            onChange={(event) => setPeriod({ ...period, from: event.target.value })}
          />
        </Field>
        <Field label="Last day">
          <input
            type="date"
            value={period.to}
            onChange={(event) => setPeriod({ ...period, to: event.target.value })}
          />
        </Field>
        <div className={css.quick}>
          <Button onClick={() => setPeriod(quick.lastMonth)}>Last month</Button>
          <Button onClick={() => setPeriod(quick.thisMonth)}>This month</Button>
        </div>
      </div>
      {fault ? (
        <p className={css.fault} role="status">
          {fault}
        </p>
      ) : null}
      <Files title="Posting pack" files={posting} period={period} disabled={fault !== null} />
      <Files title="Audit" files={audit} period={period} disabled={fault !== null} />
    </Dialog>
  )
}

function Files({
  title,
  files,
  period,
  disabled,
}: {
  title: string
  files: readonly File[]
  period: Period
  disabled: boolean
}) {
  return (
    <section className={css.files}>
      <h3>{title}</h3>
      <ul>
        {files.map((file) => (
          <OneFile key={`${file.name}.${file.ends}`} file={file} period={period} disabled={disabled} />
        ))}
      </ul>
    </section>
  )
}

function OneFile({ file, period, disabled }: { file: File; period: Period; disabled: boolean }) {
  const { company } = useCompany()
  const fetching = useMutation({
    mutationFn: async () => {
      const query = { company_id: company.company_id, ...period }
      const found =
        file.name === 'audit'
          ? api.GET('/api/v1/audit/export', {
              params: { query: { ...query, format: file.ends } },
              parseAs: 'blob',
            })
          : api.GET('/api/v1/exports/{file}', {
              params: { path: { file: `${file.name}.csv` }, query },
              parseAs: 'blob',
            })
      keep(await ask<Blob>(found), `${file.name}-${period.from}-${period.to}.${file.ends}`)
    },
    onSuccess: () => announce(`${file.title}: downloaded`),
  })
  const problem = fetching.error instanceof ApiError ? fetching.error : null
  return (
    <li className={css.file}>
      <span className={css.fileName}>
        {file.title} <span className={css.muted}>{file.what}</span>
      </span>
      <Button
        disabled={disabled || fetching.isPending}
        aria-label={`${file.ends.toUpperCase()}: ${file.title}`}
        onClick={() => fetching.mutate()}
      >
        {fetching.isPending ? 'Fetching' : file.ends.toUpperCase()}
      </Button>
      {fetching.isError ? (
        <p className={css.problem} role="alert">
          {problem ? `${problem.detail || problem.title} ${wayOut(problem)}` : 'The file could not be kept.'}{' '}
          {problem?.requestId ? <RequestId id={problem.requestId} /> : null}
        </p>
      ) : null}
    </li>
  )
}

/** Hands a file to the browser, as a link to it would: a link itself could not carry the token. */
function keep(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
