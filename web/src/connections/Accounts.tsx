import { useMutation } from '@tanstack/react-query'
import { Money } from '../ui/Money'
import { Refused } from '../ui/Notice'
import { say } from '../ui/toast'
import css from './connections.module.css'
import { type Account, type Connection, change, type Label } from './queries'
import { labels, meaning } from './words'

interface Props {
  company_id: string
  connection: Connection
  mayChange: boolean
  onChanged: () => void
}

/** The accounts of a bank and what each is for. */
export function Accounts({ company_id, connection, mayChange, onChanged }: Props) {
  const relabel = useMutation({
    mutationFn: ({ account, label }: { account: Account; label: Label }) =>
      change(company_id, connection, { labels: { [account.id]: label } }),
    onSuccess: (_, { account, label }) => {
      onChanged()
      const back = () => relabel.mutate({ account: { ...account, label }, label: account.label })
      say({
        text: `${account.name}: ${meaning(label)}.`,
        ...(account.label === label ? {} : { action: { label: 'Undo', run: back } }),
      })
    },
  })
  const wanted = relabel.isPending ? relabel.variables : null
  const asked = connection.accounts.filter((account) => account.review)
  return (
    <>
      {asked.length > 0 ? (
        <p className={css.ask}>
          <strong>Is this business money?</strong> The bank calls the holder of{' '}
          {asked.map((account) => account.name).join(', ')} a person. It counts as no cash until an owner says
          what it is for.
        </p>
      ) : null}
      <ul className={css.accounts} aria-label={`Accounts at ${connection.name}`}>
        {connection.accounts.map((account) => {
          const label = wanted?.account.id === account.id ? wanted.label : account.label
          return (
            <li key={account.id}>
              <span className={css.account}>
                {account.name}
                {account.mask ? <span className={css.mask}> ··{account.mask}</span> : null}
              </span>
              <span className={css.balance}>
                {account.available ? (
                  <Money amount={account.available} currency={account.currency} />
                ) : (
                  'not told'
                )}
              </span>
              {mayChange ? (
                <select
                  aria-label={`What ${account.name} ${account.mask ?? ''} is for`}
                  value={label}
                  disabled={relabel.isPending}
                  onChange={(event) => relabel.mutate({ account, label: event.target.value as Label })}
                >
                  {labels.map((one) => (
                    <option key={one.label} value={one.label}>
                      {one.name}
                    </option>
                  ))}
                </select>
              ) : (
                <span>{labels.find((one) => one.label === label)?.name}</span>
              )}
              <span className={css.means}>
                {meaning(label)}
                {account.labelled_by === 'guess' ? '; our guess' : ''}
              </span>
            </li>
          )
        })}
      </ul>
      {relabel.isError ? <Refused error={relabel.error} title="The account stays as it was" /> : null}
    </>
  )
}
