import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCombobox } from 'downshift'
import { useDeferredValue, useEffect, useState } from 'react'
import { api, ask, type Schemas } from '../api/client'
import { useCompany } from '../app/company'
import { formatDay } from '../lib/dates'
import { formatMoney } from '../lib/money'
import css from './picker.module.css'
import type { Target } from './split'

interface Props {
  label: string
  placeholder: string
  /** What may be chosen. */
  kinds: readonly Target['kind'][]
  value: Target | null
  /** Offered before anything is typed. */
  first?: readonly Target[]
  onChoose: (target: Target) => void
  /** The one that Enter would choose now. */
  onNear?: (target: Target | null) => void
  autoFocus?: boolean
}

const groupWords = { job: 'Job', invoice: 'Invoice', payment: 'Payment', off_job: 'No job' }

/** One field for everything money can be for; the server looks. */
export function TargetPicker({
  label,
  placeholder,
  kinds,
  value,
  first = [],
  onChoose,
  onNear,
  autoFocus,
}: Props) {
  const { company } = useCompany()
  const [text, setText] = useState(value?.label ?? '')
  const wanted = useDeferredValue(text === value?.label ? '' : text.trim())
  const found = useQuery({
    queryKey: ['targets', company.company_id, wanted],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/api/v1/targets', {
          params: { query: { company_id: company.company_id, q: wanted } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const choices = choicesOf(found.data, kinds, company.currency, wanted, first)
  const box = useCombobox({
    items: choices,
    inputValue: text,
    selectedItem: value,
    defaultHighlightedIndex: 0,
    initialIsOpen: Boolean(autoFocus),
    itemToString: (target) => target?.label ?? '',
    itemToKey: (target) => (target && 'id' in target ? `${target.kind} ${target.id}` : target?.label),
    onInputValueChange: ({ inputValue }) => setText(inputValue),
    onSelectedItemChange: ({ selectedItem }) => {
      if (selectedItem) onChoose(selectedItem)
    },
  })
  const near = box.isOpen ? (choices[box.highlightedIndex] ?? null) : null
  const nearKey = near ? JSON.stringify(near) : ''
  useEffect(() => {
    onNear?.(nearKey ? (JSON.parse(nearKey) as Target) : null)
  }, [nearKey, onNear])
  return (
    <div className={css.picker}>
      <input
        {...box.getInputProps({
          'aria-label': label,
          placeholder,
          onFocus: (event) => event.currentTarget.select(),
          // At once, not when downshift tells it: a controlled field must not lag behind fast typing.
          onChange: (event) => setText(event.currentTarget.value),
          onKeyDown: (event) => {
            // Open, Enter and Esc are the list's own; closed, they mean what they mean around it.
            if (box.isOpen && choices.length > 0 && (event.key === 'Enter' || event.key === 'Escape')) {
              event.nativeEvent.stopPropagation()
            } else if (event.key === 'Enter' || event.key === 'Escape') {
              ;(
                event.nativeEvent as KeyboardEvent & { preventDownshiftDefault?: boolean }
              ).preventDownshiftDefault = true
            }
          },
        })}
        // biome-ignore lint/a11y/noAutofocus: opened by a key in order to type here
        autoFocus={autoFocus ?? false}
      />
      <ul {...box.getMenuProps({ 'aria-label': label })} className={css.list} hidden={!box.isOpen}>
        {box.isOpen
          ? choices.map((target, index) => (
              <li
                key={`${target.kind} ${'id' in target ? target.id : target.label}`}
                {...box.getItemProps({ item: target, index })}
                className={css.option}
                data-highlighted={box.highlightedIndex === index || undefined}
              >
                <span className={css.kind}>{groupWords[target.kind]}</span>
                <span className={css.label}>{target.label}</span>
                {'open' in target && target.open ? <span className={css.open}>{target.open}</span> : null}
              </li>
            ))
          : null}
        {box.isOpen && choices.length === 0 ? (
          <li className={css.nothing}>
            {found.isFetching ? 'Looking…' : 'Nothing fits. Try a name, a number or a title.'}
          </li>
        ) : null}
        {box.isOpen && found.data?.more ? (
          <li className={css.nothing}>There is more: type more of the name.</li>
        ) : null}
      </ul>
    </div>
  )
}

function choicesOf(
  found: Schemas['TargetsView'] | undefined,
  kinds: Props['kinds'],
  currency: string,
  text: string,
  first: readonly Target[],
): Target[] {
  const all: Target[] = []
  if (found && kinds.includes('payment')) {
    for (const one of found.payments) {
      const invoice = one.invoices.length ? `, invoice ${one.invoices.join(', ')}` : ''
      const label = `${one.client_name ?? 'A payment'}, ${formatDay(one.received_on)}${invoice}`
      all.push({ kind: 'payment', id: one.payment_id, label, open: formatMoney(one.open, currency) })
    }
  }
  if (found && kinds.includes('invoice')) {
    for (const one of found.invoices) {
      const label = `Invoice ${one.number}${one.client_name ? `, ${one.client_name}` : ''}`
      all.push({
        kind: 'invoice',
        id: one.invoice_id,
        label,
        open: `${formatMoney(one.owed, currency)} owed`,
      })
    }
  }
  if (found && kinds.includes('job')) {
    for (const one of found.jobs) {
      const label = `#${one.number} ${one.title}${one.client_name ? `, ${one.client_name}` : ''}`
      all.push({ kind: 'job', id: one.job_id, label })
    }
  }
  if (kinds.includes('off_job')) {
    // Whatever was typed may be what it is: "loan", "owner money".
    const off: Target[] = text
      ? [{ kind: 'off_job', label: `Off-job: ${text}`, note: text }]
      : [{ kind: 'off_job', label: 'Off-job' }]
    all.push(...off)
  }
  if (text) return all.slice(0, 60)
  const offered = new Set(first.map((target) => ('id' in target ? target.id : target.label)))
  return [...first, ...all.filter((target) => !offered.has('id' in target ? target.id : target.label))].slice(
    0,
    60,
  )
}
