import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { newKey } from '../api/client'
import { Button } from '../ui/Button'
import { Notice, Refused } from '../ui/Notice'
import { say } from '../ui/toast'
import { type Member, removeMember } from './queries'

interface Props {
  company_id: string
  member: Member
  onClose: () => void
  onChanged: () => void
}

/** What comes of removing somebody, or of leaving, before it is done. */
export function Leave({ company_id, member, onClose, onChanged }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const key = useRef(newKey())
  const end = useMutation({
    mutationFn: () => removeMember(company_id, member.user_id, key.current),
    onSuccess: (answer) => {
      if (member.you) return location.assign('/')
      onChanged()
      say(answer.delta)
    },
  })
  useEffect(() => box.current?.querySelector('button')?.focus(), [])
  return (
    <div ref={box}>
      <Notice
        tone="warn"
        title={member.you ? 'Leave this company?' : `Remove ${member.email}?`}
        actions={
          <>
            <Button onClick={onClose} disabled={end.isPending}>
              {member.you ? 'Stay' : 'Keep'}
            </Button>
            <Button variant="danger" onClick={() => end.mutate()} disabled={end.isPending}>
              {member.you ? 'Leave' : 'Remove'}
            </Button>
          </>
        }
      >
        <p>
          {member.you ? 'You see' : 'They see'} nothing of the company from that moment, get no more Friday
          emails, and whom {member.you ? 'you' : 'they'} invited is no longer invited. What{' '}
          {member.you ? 'you' : 'they'} decided stays. To come back takes an invitation.
        </p>
      </Notice>
      {end.isError ? <Refused error={end.error} /> : null}
    </div>
  )
}
