import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { newKey } from '../api/client'
import { useCompany } from '../app/company'
import { useCell } from '../lib/store'
import type { Act, Item } from './model'
import { request } from './requests'
import { work } from './work'

/** What an act would change, asked of the server without doing it; null while it is not known. */
export function usePreview(item: Item, act: Act | null): string | null {
  const { company } = useCompany()
  // While an undo puts it back, its version is not known.
  const back = useCell(work).restoring.has(item.id)
  const settled = useSettled(act === null ? '' : JSON.stringify(act))
  const preview = useQuery({
    queryKey: ['preview', company.company_id, item.id, item.version, settled],
    queryFn: () => request(company.company_id, newKey(), item, JSON.parse(settled) as Act, true),
    enabled: settled !== '' && !back && item.subject !== 'connection',
    placeholderData: keepPreviousData,
    // A preview that does not come costs nothing but the preview.
    retry: false,
  })
  return act === null || settled === '' ? null : (preview.data?.delta ?? null)
}

/** The value once it has stood still for a moment: passing by is not asking. */
function useSettled(value: string, ms = 250): string {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
