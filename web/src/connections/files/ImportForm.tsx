import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newKey } from '../../api/client'
import { ApiError } from '../../api/problem'
import { Button } from '../../ui/Button'
import { Field } from '../../ui/Field'
import { Money } from '../../ui/Money'
import { Refused } from '../../ui/Notice'
import { Table } from '../../ui/Table'
import type { Connection } from '../queries'
import css from './files.module.css'
import {
  choices,
  choicesOf,
  columnFields,
  counted,
  fieldOf,
  mappingOf,
  packed,
  type Said,
  saidIn,
} from './layout'
import { bring, type Chosen, type Guess, type Import, useGuess } from './queries'

interface Props {
  company_id: string
  /** The account of files its lines are of; none for Jobber's list of quotes. */
  connection: Connection | null
  currency?: string
  onBrought: (made: Import) => void
  onClose: () => void
}

/** A file is chosen, shown as it would be read, put right where the guess is wrong, and brought. */
export function ImportForm({ company_id, connection, currency = 'USD', onBrought, onClose }: Props) {
  const account = connection?.account ?? null
  const quotes = account === null
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [said, setSaid] = useState<Said>({})
  const mapping = mappingOf(said)
  const guess = useGuess(company_id, account, chosen, mapping)
  const act = useRef({ what: '', key: '' })
  const make = useMutation({
    mutationFn: (file: Chosen) => {
      // The same key as long as the same file is sent in the same way.
      const what = JSON.stringify([file.nth, mapping])
      if (act.current.what !== what) act.current = { what, key: newKey() }
      return bring(company_id, account, file, mapping, act.current.key)
    },
    onSuccess: onBrought,
  })
  const choose = useMutation({
    mutationFn: async (file: File) => ({ name: file.name, file: await packed(file) }),
    onSuccess: (file) => {
      setSaid({})
      make.reset()
      setChosen((before) => ({ ...file, nth: (before?.nth ?? 0) + 1 }))
    },
  })
  const problem = guess.error instanceof ApiError ? guess.error : null
  const say = (field: string, value: string) => setSaid((before) => ({ ...before, [field]: value }))
  const written = connection?.accounts[0]?.currency ?? currency
  return (
    <section
      className={css.form}
      aria-label={connection ? `Import a CSV for ${connection.name}` : 'Import a list of quotes'}
    >
      <Field
        label={quotes ? "Jobber's quotes report as CSV" : "The bank's CSV"}
        hint="At most 4 MB. Bring it as often as you like: rows are taken once."
      >
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) choose.mutate(file)
          }}
        />
      </Field>
      {choose.isError ? <Refused error={choose.error} title="The file cannot be opened" /> : null}
      {problem ? (
        <>
          <Refused error={problem} />
          <Asked problem={problem} said={said} onSay={say} quotes={quotes} />
        </>
      ) : guess.data && chosen ? (
        <Understood guess={guess.data} said={said} onSay={say} currency={written} />
      ) : null}
      {make.isError ? <Refused error={make.error} title="The file was not imported" /> : null}
      <div className={css.buttons}>
        <Button
          variant="primary"
          disabled={!chosen || !guess.data?.good || problem !== null || guess.isFetching || make.isPending}
          onClick={() => chosen && make.mutate(chosen)}
        >
          {make.isPending ? 'Importing …' : 'Import'}
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </section>
  )
}

interface Saying {
  said: Said
  onSay: (field: string, value: string) => void
}

/** What the file does not tell by itself. */
function Asked({ problem, said, onSay, quotes }: Saying & { problem: ApiError; quotes: boolean }) {
  const asked = problem.members.say as { field: string } | undefined
  const columns = (problem.members.columns ?? []) as string[]
  if (!asked && columns.length === 0) return null
  const field = asked ? fieldOf(asked.field) : ''
  return (
    <div className={css.choices}>
      {field in choices ? <Choice field={field} said={said} guessed="" onSay={onSay} /> : null}
      {columns.length > 0 && !(field in choices)
        ? columnFields(quotes).map((one) => (
            <Column key={one.field} {...one} headings={columns} said={said} guessed="" onSay={onSay} />
          ))
        : null}
    </div>
  )
}

function Understood({ guess, said, onSay, currency }: Saying & { guess: Guess; currency: string }) {
  const of = (field: string) =>
    guess.columns
      .filter((one) => one.field === field)
      .map((one) => one.heading)
      .join('+')
  const before = saidIn(guess.mapping)
  return (
    <>
      <p role="status">
        {counted(guess.good, guess.new ?? null, guess.bad)}
        {guess.from_day && guess.to_day ? `, ${guess.from_day} to ${guess.to_day}` : ''}
        {guess.balance ? (
          <>
            ; the account holds <Money amount={guess.balance} currency={currency} /> at its end
          </>
        ) : null}
        .
      </p>
      <Table
        caption="The first rows as they are understood"
        rowKey={(row) => String(row.line)}
        rows={guess.rows}
        columns={[
          { key: 'line', title: 'Line', cell: (row) => row.line, wideOnly: true },
          { key: 'day', title: 'Day', cell: (row) => row.day, heads: true },
          { key: 'text', title: 'Text', cell: (row) => row.text },
          {
            key: 'amount',
            title: 'Amount',
            right: true,
            cell: (row) => <Money amount={row.amount} currency={currency} />,
          },
        ]}
      />
      <Faults faults={guess.faults} bad={guess.bad} />
      <details className={css.fix} open={guess.good === 0}>
        <summary>Is something read wrong?</summary>
        <div className={css.choices}>
          {columnFields(guess.kind === 'quotes').map((one) => (
            <Column
              key={one.field}
              {...one}
              headings={guess.headings}
              said={said}
              guessed={of(one.field)}
              onSay={onSay}
            />
          ))}
          {choicesOf(guess.kind === 'quotes').map((field) => (
            <Choice
              key={field}
              field={field}
              said={said}
              guessed={field === 'date_order' ? (guess.date_order ?? '') : (before[field] ?? '')}
              onSay={onSay}
            />
          ))}
        </div>
      </details>
    </>
  )
}

function Column({
  field,
  name,
  headings,
  said,
  guessed,
  onSay,
}: Saying & { field: string; name: string; headings: readonly string[]; guessed: string }) {
  return (
    <Field label={name}>
      <select value={said[field] ?? ''} onChange={(event) => onSay(field, event.target.value)}>
        <option value="">{guessed || 'none'}</option>
        {headings
          .filter((heading) => heading !== '' && heading !== guessed)
          .map((heading) => (
            <option key={heading} value={heading}>
              {heading}
            </option>
          ))}
      </select>
    </Field>
  )
}

function Choice({ field, said, guessed, onSay }: Saying & { field: string; guessed: string }) {
  const choice = choices[field]
  if (!choice) return null
  const found = choice.options.find((one) => one.value === guessed)
  return (
    <Field label={choice.name}>
      <select value={said[field] ?? ''} onChange={(event) => onSay(field, event.target.value)}>
        <option value="">{found ? found.name : 'as the file tells'}</option>
        {choice.options
          .filter((one) => one !== found)
          .map((one) => (
            <option key={one.value} value={one.value}>
              {one.name}
            </option>
          ))}
      </select>
    </Field>
  )
}

/** Rows that cannot be read, by line. */
export function Faults({ faults, bad }: { faults: Guess['faults']; bad: number }) {
  if (bad === 0) return null
  return (
    <details className={css.fix}>
      <summary>{bad === 1 ? 'One row cannot be read' : `${bad} rows cannot be read`}</summary>
      <ul className={css.faults}>
        {faults.map((fault) => (
          <li key={fault.line}>
            Line {fault.line}: {fault.why}
          </li>
        ))}
        {bad > faults.length ? <li>and {bad - faults.length} more</li> : null}
      </ul>
    </details>
  )
}
