import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api, ask, newKey, type Schemas } from '../api/client'
import type { Settings } from './draft'

export interface Read {
  settings: Settings
  etag: string
}

export const settingsKey = (company_id: string) => ['settings', company_id]

export function useSettings(company_id: string) {
  return useQuery({
    queryKey: settingsKey(company_id),
    queryFn: async ({ signal }): Promise<Read> => {
      const request = api.GET('/api/v1/settings', { params: { query: { company_id } }, signal })
      const settings = await ask(request)
      return { settings, etag: (await request).response.headers.get('etag') ?? `"${settings.version}"` }
    },
    // What is being edited is not replaced under the hands; a save finds out what others did.
    refetchOnWindowFocus: false,
  })
}

export interface Saved {
  delta: string
  result: Settings
  undo: { undo_id: string } | null
}

export async function save(
  company_id: string,
  etag: string,
  patch: Schemas['Patch'],
  key: string,
): Promise<Saved> {
  const answer = await ask(
    api.PATCH('/api/v1/settings', {
      params: { query: { company_id }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
      body: patch,
    }),
  )
  return answer as unknown as Saved
}

/** What saving would do, asked as it is written: nothing is changed by asking. */
export function useEffectOf(company_id: string, etag: string, patch: Schemas['Patch'], wanted: boolean) {
  const text = JSON.stringify(patch)
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), 300)
    return () => clearTimeout(timer)
  }, [text])
  return useQuery({
    queryKey: ['settings-effect', company_id, etag, rested],
    enabled: wanted && rested === text && text !== '{}',
    retry: false,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(
        api.PATCH('/api/v1/settings', {
          params: { query: { company_id }, header: { 'If-Match': etag, 'Idempotency-Key': newKey() } },
          body: { ...(JSON.parse(rested) as Schemas['Patch']), dry_run: true },
          signal,
        }),
      ),
  })
}

export function useMembers(company_id: string) {
  return useQuery({
    queryKey: ['members', company_id],
    queryFn: ({ signal }) => ask(api.GET('/api/v1/members', { params: { query: { company_id } }, signal })),
  })
}

export type Member = Schemas['MemberView']
export type Invitation = Schemas['InvitationView']
export type Role = Schemas['Role']

const act = (company_id: string, key: string) => ({
  query: { company_id },
  header: { 'Idempotency-Key': key },
})

export function invite(company_id: string, body: { email: string; role: Role }, key: string) {
  return ask(api.POST('/api/v1/members/invitations', { params: act(company_id, key), body }))
}

export function withdraw(company_id: string, id: string, key: string) {
  const params = { ...act(company_id, key), path: { id } }
  return ask(api.DELETE('/api/v1/members/invitations/{id}', { params }))
}

export function changeRole(company_id: string, user_id: string, role: Role, key: string) {
  const params = { ...act(company_id, key), path: { user_id } }
  return ask(api.PATCH('/api/v1/members/{user_id}', { params, body: { role } }))
}

export function removeMember(company_id: string, user_id: string, key: string) {
  const params = { ...act(company_id, key), path: { user_id } }
  return ask(api.DELETE('/api/v1/members/{user_id}', { params }))
}
