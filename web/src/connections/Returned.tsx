// Where the pages of others bring the browser back to.
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { Button } from '../ui/Button'
import { Refused } from '../ui/Notice'
import { PageFrame } from '../ui/PageFrame'
import { Empty } from '../ui/states'
import { say } from '../ui/toast'
import { keptLinking } from './linking'
import { connectJobber, useLookAgain } from './queries'
import { useBankLink } from './useBankLink'

/** `/connect/:rail`: Jobber after its page was agreed to, or a bank's own page in the middle of Plaid Link. */
export default function Returned() {
  const [place] = useLocation()
  return place.endsWith('/bank') ? <FromBank /> : <FromJobber />
}

/** The code is good for one exchange: it leaves the address bar, and is sent once. */
function takeQuery() {
  const query = new URLSearchParams(location.search)
  return { code: query.get('code'), state: query.get('state'), error: query.get('error') }
}

function FromJobber() {
  const { company } = useCompany()
  const [, go] = useLocation()
  const [query] = useState(takeQuery)
  const lookAgain = useLookAgain(company.company_id)
  const sent = useRef(false)
  const connect = useMutation({
    mutationFn: (code: string) => connectJobber(company.company_id, code, query.state),
    onSuccess: (connection) => {
      lookAgain()
      say(`${connection.name} is connected. The first look has begun.`)
      go('/integrations', { replace: true })
    },
  })
  const { mutate } = connect
  useEffect(() => {
    if (query.code) history.replaceState(null, '', '/connect/jobber')
    if (!query.code || !query.state || sent.current) return
    sent.current = true
    mutate(query.code)
  }, [query, mutate])

  const back = <Link href="/integrations">Back to the connections</Link>
  if (!query.code)
    return (
      <PageFrame title="Connecting Jobber">
        <Empty title={query.error ? 'Jobber was not connected' : 'Nothing to finish here'} actions={back}>
          <p>
            {query.error === 'access_denied'
              ? 'You did not agree on its page. Nothing was changed.'
              : 'This page is where Jobber brings you back to. Begin at the connections.'}
          </p>
        </Empty>
      </PageFrame>
    )
  return (
    <PageFrame title="Connecting Jobber">
      {connect.isError ? (
        <Refused
          error={connect.error}
          title="Jobber is not connected yet"
          actions={
            connect.error instanceof ApiError && connect.error.passing && query.code ? (
              <Button onClick={() => mutate(query.code ?? '')}>Try again</Button>
            ) : (
              back
            )
          }
        />
      ) : !query.state && connect.isIdle ? (
        // Started in Jobber's marketplace: nobody has said yet which company it is for.
        <Empty
          title={`Connect this Jobber to ${company.name}?`}
          actions={
            <>
              <Button variant="primary" onClick={() => mutate(query.code ?? '')}>
                Connect
              </Button>
              {back}
            </>
          }
        >
          <p>
            You came from Jobber's own app page. If it belongs to another of your companies, switch first.
          </p>
        </Empty>
      ) : (
        <p role="status">Jobber said yes. Connecting …</p>
      )}
    </PageFrame>
  )
}

function FromBank() {
  const { company } = useCompany()
  const [, go] = useLocation()
  const [kept] = useState(keptLinking)
  const lookAgain = useLookAgain(company.company_id)
  const bank = useBankLink(kept?.company_id ?? company.company_id, () => {
    lookAgain()
    go('/integrations', { replace: true })
  })
  const begun = useRef(false)
  const { resume } = bank
  const good = kept !== null && new URLSearchParams(location.search).has('oauth_state_id')
  useEffect(() => {
    if (!good || begun.current) return
    begun.current = true
    resume(kept)
  })
  return (
    <PageFrame title="Connecting the bank">
      {good ? (
        <>
          {bank.shown}
          {bank.busy ? null : <Link href="/integrations">Back to the connections</Link>}
        </>
      ) : (
        <Empty
          title="Nothing to finish here"
          actions={<Link href="/integrations">Back to the connections</Link>}
        >
          <p>This page is where your bank brings you back to. Begin at the connections, in this same tab.</p>
        </Empty>
      )}
    </PageFrame>
  )
}
