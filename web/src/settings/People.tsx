import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { newKey } from '../api/client'
import { ApiError } from '../api/problem'
import { useCompany } from '../app/company'
import { Button } from '../ui/Button'
import { Refused } from '../ui/Notice'
import { ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import { Day } from '../ui/When'
import { InviteForm } from './InviteForm'
import { Leave } from './Leave'
import { changeRole, type Invitation, type Member, type Role, useMembers, withdraw } from './queries'
import { Section } from './Sections'
import css from './settings.module.css'

/** Who belongs to the company, and who is asked to. */
export function People() {
  const { company } = useCompany()
  const { company_id } = company
  const queries = useQueryClient()
  const people = useMembers(company_id)
  const owner = company.role === 'owner'
  const onChanged = () => {
    void queries.invalidateQueries({ queryKey: ['members', company_id] })
    void queries.invalidateQueries({ queryKey: ['audit', company_id] })
  }
  const owners = people.data?.items.filter((one) => one.role === 'owner').length ?? 0
  return (
    <Section id="people" title="People">
      <p className={css.words}>
        An owner may do everything. A dispatcher clears the tray and sees the figures, and changes no
        settings, no connections and no people.
      </p>
      {people.isError && !people.data ? (
        <ErrorState
          title="The people did not load"
          error={people.error}
          retry={() => void people.refetch()}
        />
      ) : !people.data ? (
        <Skeleton rows={3} label="Loading the people" />
      ) : (
        <ul className={css.people}>
          {people.data.items.map((one) => (
            <Person
              key={one.user_id}
              company_id={company_id}
              member={one}
              mayChange={owner}
              lastOwner={one.role === 'owner' && owners === 1}
              onChanged={onChanged}
            />
          ))}
          {people.data.invitations.map((one) => (
            <Invited
              key={one.id}
              company_id={company_id}
              invitation={one}
              mayChange={owner}
              onChanged={onChanged}
            />
          ))}
        </ul>
      )}
      {owner ? (
        <InviteForm company_id={company_id} onChanged={onChanged} />
      ) : (
        <p className={css.words}>Only an owner invites and removes. You may leave the company yourself.</p>
      )}
    </Section>
  )
}

interface PersonProps {
  company_id: string
  member: Member
  mayChange: boolean
  lastOwner: boolean
  onChanged: () => void
}

const roles: Record<Role, string> = { owner: 'Owner', dispatcher: 'Dispatcher' }

function Person({ company_id, member, mayChange, lastOwner, onChanged }: PersonProps) {
  const [leaving, setLeaving] = useState(false)
  const role = useMutation({
    mutationFn: (to: Role) => changeRole(company_id, member.user_id, to, newKey()),
    onSuccess: (answer, to) => {
      onChanged()
      const back = () => role.mutate(to === 'owner' ? 'dispatcher' : 'owner')
      say({ text: answer.delta, ...(member.you ? {} : { action: { label: 'Undo', run: back } }) })
      // My own role decides what this page shows.
      if (member.you) location.reload()
    },
  })
  const problem = role.error instanceof ApiError && role.error.kind === 'last-owner' ? role.error : null
  return (
    <li className={css.person}>
      <span className={css.address}>
        {member.email}
        {member.you ? <span className={css.you}> you</span> : null}
      </span>
      {mayChange && !lastOwner ? (
        <select
          aria-label={`Role of ${member.email}`}
          value={role.isPending ? role.variables : member.role}
          disabled={role.isPending}
          onChange={(event) => role.mutate(event.target.value as Role)}
        >
          {(Object.keys(roles) as Role[]).map((one) => (
            <option key={one} value={one}>
              {roles[one]}
            </option>
          ))}
        </select>
      ) : (
        <span>{roles[member.role]}</span>
      )}
      {leaving || lastOwner || !(mayChange || member.you) ? (
        <span />
      ) : (
        <Button
          variant="quiet"
          onClick={() => setLeaving(true)}
          aria-label={member.you ? 'Leave the company' : `Remove ${member.email}`}
        >
          {member.you ? 'Leave' : 'Remove'}
        </Button>
      )}
      {lastOwner && mayChange ? (
        <p className={css.why}>
          The only owner: a company always has one. Make somebody else an owner first.
        </p>
      ) : null}
      {leaving ? (
        <Leave
          company_id={company_id}
          member={member}
          onClose={() => setLeaving(false)}
          onChanged={onChanged}
        />
      ) : null}
      {role.isError ? (
        <Refused
          error={role.error}
          title={problem ? 'A company needs an owner' : 'The role stays as it was'}
        />
      ) : null}
    </li>
  )
}

const mails: Record<Invitation['mail'], string> = {
  waiting: 'the mail is on its way',
  sent: 'the mail was sent',
  refused: 'the mail was refused: check the address',
}

interface InvitedProps {
  company_id: string
  invitation: Invitation
  mayChange: boolean
  onChanged: () => void
}

function Invited({ company_id, invitation, mayChange, onChanged }: InvitedProps) {
  const key = useRef(newKey())
  const end = useMutation({
    mutationFn: () => withdraw(company_id, invitation.id, key.current),
    onSuccess: (answer) => {
      onChanged()
      say(answer.delta)
    },
  })
  return (
    <li className={css.person}>
      <span className={css.address}>
        {invitation.email}
        <span className={css.you}>
          {' '}
          invited, {mails[invitation.mail]}; good until <Day day={invitation.expires_at.slice(0, 10)} />
        </span>
      </span>
      <span>{roles[invitation.role]}</span>
      {mayChange ? (
        <Button
          variant="quiet"
          disabled={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`Withdraw the invitation of ${invitation.email}`}
        >
          {end.isPending ? 'Withdrawing …' : 'Withdraw'}
        </Button>
      ) : (
        <span />
      )}
      {end.isError ? <Refused error={end.error} title="The invitation still stands" /> : null}
    </li>
  )
}
