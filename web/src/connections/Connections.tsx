import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useSearchParams } from 'wouter'
import { useCompany } from '../app/company'
import { Button } from '../ui/Button'
import { Notice, Refused } from '../ui/Notice'
import { PageFrame } from '../ui/PageFrame'
import { ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import { ConnectionCard, State } from './ConnectionCard'
import css from './connections.module.css'
import { ImportForm } from './files/ImportForm'
import { Imports } from './files/Imports'
import { MailAddress } from './files/MailAddress'
import { NewAccount } from './files/NewAccount'
import { authorizeUrl, type Connection, type Rail, useConnections, useLookAgain } from './queries'
import { useBankLink } from './useBankLink'
import { healthOf, reads } from './words'

export default function Connections() {
  const { company } = useCompany()
  const { company_id } = company
  const owner = company.role === 'owner'
  const [hurry, setHurry] = useState(false)
  const [making, setMaking] = useState(false)
  const [quotes, setQuotes] = useState(false)
  const connections = useConnections(company_id, hurry)
  const lookAgain = useLookAgain(company_id)
  const bank = useBankLink(company_id, () => {
    lookAgain()
    // The look that proves it mended takes a moment.
    setHurry(true)
    setTimeout(() => setHurry(false), 60_000)
  })
  const jobber = useMutation({
    mutationFn: () => authorizeUrl(company_id),
    onSuccess: ({ url }) => location.assign(url),
  })
  const all = connections.data
  const of = (rail: Rail) => all?.filter((one) => one.rail === rail) ?? []
  const banks = [...of('plaid'), ...of('csv')]
  const mend = (connection: Connection) => {
    if (connection.rail === 'jobber') return jobber.mutate()
    bank.start({
      account: connection.account,
      selectAccounts: connection.notice?.code === 'NEW_ACCOUNTS_AVAILABLE',
    })
  }
  const card = (connection: Connection) => (
    <ConnectionCard
      key={connection.account}
      company_id={company_id}
      zone={company.time_zone}
      connection={connection}
      mayChange={owner}
      busy={bank.busy || jobber.isPending}
      onMend={() => mend(connection)}
      onChanged={lookAgain}
    />
  )
  return (
    <PageFrame title="Connections" aside={all ? sum(all) : null}>
      {owner ? null : (
        <Notice title="Only an owner connects and disconnects.">
          <p>A connection reads the company's money. You see here whether each one works.</p>
        </Notice>
      )}
      {connections.isError && !all ? (
        <ErrorState
          title="The connections did not load"
          error={connections.error}
          retry={() => void connections.refetch()}
        />
      ) : !all ? (
        <Skeleton rows={6} label="Loading the connections" />
      ) : (
        <ol className={css.steps}>
          <Step
            number={1}
            rail="plaid"
            title="Bank"
            why="What really arrived and left. Read through Plaid."
            connections={banks}
            action={
              owner ? (
                <>
                  <Button
                    variant={banks.length === 0 ? 'primary' : 'plain'}
                    disabled={bank.busy}
                    onClick={() => bank.start()}
                  >
                    {banks.length === 0 ? 'Connect your bank' : 'Connect another bank'}
                  </Button>
                  {making ? null : (
                    <Button variant="quiet" onClick={() => setMaking(true)}>
                      Not in the list? Bring its CSV
                    </Button>
                  )}
                </>
              ) : null
            }
          >
            {bank.shown}
            {making ? (
              <NewAccount
                company_id={company_id}
                onClose={() => setMaking(false)}
                onMade={() => {
                  setMaking(false)
                  lookAgain()
                }}
              />
            ) : null}
            {banks.length > 0 ? <ul className={css.connections}>{banks.map(card)}</ul> : null}
            {owner && of('csv').length > 0 ? <MailAddress company_id={company_id} /> : null}
            <Imports
              company_id={company_id}
              zone={company.time_zone}
              accounts={of('csv')}
              onChanged={lookAgain}
            />
          </Step>
          <Step
            number={2}
            rail="jobber"
            title="Jobber"
            why="What your clients paid, and for which job."
            connections={of('jobber')}
            action={
              owner && of('jobber').length === 0 ? (
                <Button variant="primary" disabled={jobber.isPending} onClick={() => jobber.mutate()}>
                  {jobber.isPending ? 'Going to Jobber …' : 'Connect Jobber'}
                </Button>
              ) : null
            }
          >
            {jobber.isError ? (
              <Refused error={jobber.error} title="Jobber's page could not be prepared" />
            ) : null}
            {of('jobber').length > 0 ? <ul className={css.connections}>{of('jobber').map(card)}</ul> : null}
            {quotes ? (
              <ImportForm
                company_id={company_id}
                connection={null}
                currency={company.currency}
                onClose={() => setQuotes(false)}
                onBrought={(made) => {
                  setQuotes(false)
                  lookAgain()
                  say(`${made.file_name} is on its way into the books.`)
                }}
              />
            ) : (
              <p className={css.why}>
                Jobber tells little of quotes from before it was connected.{' '}
                <Button variant="quiet" onClick={() => setQuotes(true)}>
                  Bring its quotes report
                </Button>
              </p>
            )}
          </Step>
        </ol>
      )}
    </PageFrame>
  )
}

/** Links that say "Fix" name the rail: its part of the page is where reading goes on, also for the keyboard. */
function useAskedFor(rail: Rail) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [asked] = useSearchParams()
  const mine = asked.get('fix') === rail
  useEffect(() => {
    if (!mine) return
    heading.current?.focus({ preventScroll: true })
    heading.current?.scrollIntoView({ block: 'start' })
  }, [mine])
  return heading
}

/** How all of it stands, in a line. */
function sum(all: readonly Connection[]): string {
  const sides = [all.some((one) => one.rail !== 'jobber'), all.some((one) => one.rail === 'jobber')]
  const missing = sides.filter((there) => !there)
  if (missing.length === 2) return 'Two steps, about three minutes.'
  if (missing.length === 1) return 'One step to go.'
  // Nothing is on its way to an account of files: somebody brings it.
  const tones = all.filter((one) => one.rail !== 'csv').map((one) => healthOf(one).tone)
  const bad = tones.filter((tone) => tone === 'bad').length
  if (bad > 0) return bad === 1 ? 'One connection needs you.' : `${bad} connections need you.`
  return tones.includes('wait') ? 'The first look is on its way.' : 'Both sides are read; nothing to do.'
}

interface StepProps {
  number: number
  rail: Rail
  title: string
  why: string
  connections: readonly Connection[]
  action: ReactNode
  children: ReactNode
}

function Step({ number, rail, title, why, connections, action, children }: StepProps) {
  const { reads: does, never } = reads[rail]
  const heading = useAskedFor(rail)
  const tones = connections.map((one) => healthOf(one).tone)
  return (
    <li className={css.step}>
      <div className={css.top}>
        <span className={css.number} aria-hidden="true">
          {number}
        </span>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {connections.length === 0 ? (
          <State tone="wait">Not connected</State>
        ) : tones.includes('bad') ? (
          <State tone="bad">Needs you</State>
        ) : (
          <State tone="good">Connected</State>
        )}
        <p className={css.why}>{why}</p>
        <span className={css.actions}>{action}</span>
      </div>
      {children}
      <details className={css.promise} open={connections.length === 0}>
        <summary>What we read, and what we never do</summary>
        <div className={css.columns}>
          <div>
            <h3>We read</h3>
            <ul>
              {does.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
          <div>
            <h3>We never</h3>
            <ul>
              {never.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </div>
        </div>
      </details>
    </li>
  )
}
