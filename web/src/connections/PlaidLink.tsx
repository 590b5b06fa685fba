// Plaid's own window. Its script is fetched from Plaid when this is first shown, which is after the button.
import { useEffect } from 'react'
import { usePlaidLink } from 'react-plaid-link'
import { Button } from '../ui/Button'
import { Notice } from '../ui/Notice'
import type { Linked } from './queries'

interface Props {
  token: string
  /** The address a bank's page came back to. */
  returned?: string
  onLinked: (linked: Linked) => void
  /** Closed without an end; with what Plaid says went wrong, in its words for people. */
  onLeft: (why: string | null) => void
}

export default function PlaidLink({ token, returned, onLinked, onLeft }: Props) {
  const { open, ready, error } = usePlaidLink({
    token,
    ...(returned ? { receivedRedirectUri: returned } : {}),
    onSuccess: (public_token, about) =>
      onLinked({
        public_token: public_token ?? '',
        ...(about.institution
          ? { institution_name: about.institution.name, institution_id: about.institution.institution_id }
          : {}),
        accounts: about.accounts.map(({ name, mask }) => ({ name, mask: mask || null })),
      }),
    onExit: (problem) => onLeft(problem ? problem.display_message || problem.error_message : null),
  })
  useEffect(() => {
    if (ready) open()
  }, [ready, open])
  if (error)
    return (
      <Notice
        tone="bad"
        alert
        title="Plaid's window did not open"
        actions={<Button onClick={() => onLeft(null)}>Close</Button>}
      >
        <p>Its script did not load. An ad blocker or the network may hold back cdn.plaid.com.</p>
      </Notice>
    )
  return ready ? null : <p role="status">Opening Plaid's window …</p>
}
