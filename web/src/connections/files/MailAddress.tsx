import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import { newKey } from '../../api/client'
import { Button } from '../../ui/Button'
import { Refused } from '../../ui/Notice'
import { say } from '../../ui/toast'
import css from './files.module.css'
import { newAddress, useAddress } from './queries'

/** Where to forward a bank's mails to. An owner's alone: who knows the address may send files. */
export function MailAddress({ company_id }: { company_id: string }) {
  const found = useAddress(company_id)
  const key = useRef(newKey())
  const renew = useMutation({
    mutationFn: (since: string | null) => newAddress(company_id, since, key.current),
    onSettled: () => {
      key.current = newKey()
      void found.refetch()
    },
  })
  // Where no mail is taken there is nothing to say, and a file can be brought without it.
  if (!found.data?.available) return null
  const { address, since } = found.data
  const copy = () =>
    navigator.clipboard.writeText(address ?? '').then(
      () => say('The address is copied.'),
      () => say('The browser does not let us copy: mark the address yourself.'),
    )
  return (
    <div className={css.import}>
      <p>
        <strong>By mail</strong>{' '}
        {address ? (
          <>
            forward the bank's CSV to <code>{address}</code>
          </>
        ) : (
          'forward the CSV that your bank mails you to an address of your own.'
        )}
      </p>
      <div className={css.buttons}>
        {address ? <Button onClick={copy}>Copy</Button> : null}
        <Button
          variant="quiet"
          disabled={renew.isPending}
          onClick={() => renew.mutate(since ?? null)}
          title={address ? 'What is sent to the old one is dropped from then on.' : undefined}
        >
          {address ? 'Make a new address' : 'Make an address'}
        </Button>
      </div>
      {renew.isError ? <Refused error={renew.error} title="The address stays as it is" /> : null}
    </div>
  )
}
