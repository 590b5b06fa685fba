import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { newKey } from '../api/client'
import { ApiError } from '../api/problem'
import { takeBack } from '../api/undo'
import { useCompany } from '../app/company'
import { Notice, Refused } from '../ui/Notice'
import { PageFrame } from '../ui/PageFrame'
import { ErrorState, Skeleton } from '../ui/states'
import { say } from '../ui/toast'
import { Conflict } from './Conflict'
import {
  changes,
  type Draft,
  draftOf,
  type Field,
  faults,
  patchOf,
  rebase,
  runwayIn,
  type Settings,
} from './draft'
import { Friday } from './Friday'
import { People } from './People'
import { type Read, save, settingsKey, useEffectOf, useMembers, useSettings } from './queries'
import { SaveBar } from './SaveBar'
import { Burden, Company, Earmarks, Matching, Terms } from './Sections'
import css from './settings.module.css'
import { ThisBrowser } from './ThisBrowser'

export default function SettingsPage() {
  const { company } = useCompany()
  const { company_id } = company
  const settings = useSettings(company_id)
  return (
    <PageFrame title="Settings">
      {settings.isError && !settings.data ? (
        <ErrorState
          title="The settings did not load"
          error={settings.error}
          retry={() => void settings.refetch()}
        />
      ) : !settings.data ? (
        <Skeleton rows={10} label="Loading the settings" />
      ) : (
        <Form key={company_id} read={settings.data} />
      )}
      <People />
      <ThisBrowser />
    </PageFrame>
  )
}

interface Clash {
  settings: Settings
  etag: string
  by: string
  at: string | null
}

function Form({ read }: { read: Read }) {
  const { company } = useCompany()
  const { company_id } = company
  const queries = useQueryClient()
  const members = useMembers(company_id)
  const owner = company.role === 'owner'
  const base = draftOf(read.settings)
  const [edited, setEdited] = useState<Partial<Draft>>({})
  const draft: Draft = { ...base, ...edited }
  const changed = changes(base, draft, company.currency)
  const own = faults(draft)
  const act = useRef({ patch: '', key: '' })

  const put = (settings: Settings, etag: string) => {
    queries.setQueryData<Read>(settingsKey(company_id), { settings, etag })
    for (const what of ['tiles', 'audit']) void queries.invalidateQueries({ queryKey: [what, company_id] })
    // The shell shows the company's name.
    void queries.invalidateQueries({ queryKey: ['me'] })
  }
  const saving = useMutation({
    mutationFn: ({ patch, etag }: { patch: ReturnType<typeof patchOf>; etag: string }) => {
      const text = JSON.stringify([patch, etag])
      if (act.current.patch !== text) act.current = { patch: text, key: newKey() }
      return save(company_id, etag, patch, act.current.key)
    },
    onSuccess: (answer) => {
      put(answer.result, `"${answer.result.version}"`)
      setEdited({})
      const undo_id = answer.undo?.undo_id
      say({
        text: `Saved: ${answer.delta}`,
        seconds: 10,
        ...(undo_id ? { action: { label: 'Undo', run: () => undo.mutate(undo_id) } } : {}),
      })
    },
  })
  const undo = useMutation({
    mutationFn: (undo_id: string) => takeBack(company_id, undo_id),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: settingsKey(company_id) })
      void queries.invalidateQueries({ queryKey: ['tiles', company_id] })
      say('The settings are as they were before.')
    },
  })
  useLeavingWarned(changed.length > 0)
  const touches = changed.some(({ field }) => field === 'weekly_burden' || field === 'earmarks')
  const effect = useEffectOf(
    company_id,
    read.etag,
    patchOf(base, draft),
    touches && Object.keys(own).length === 0,
  )

  const clash = clashOf(saving.error)
  const refused = saving.error instanceof ApiError && !clash ? saving.error : null
  const wrong: Partial<Record<Field, string>> = { ...own }
  for (const one of refused?.fields ?? []) wrong[one.pointer.slice(1).split('/')[0] as Field] ??= one.detail
  const set = (part: Partial<Draft>) => {
    if (refused) saving.reset()
    setEdited({ ...edited, ...part })
  }
  const runway = touches && effect.data ? runwayIn(effect.data.delta) : null
  const props = { draft, set, faults: wrong, currency: company.currency, runway }
  return (
    <>
      {owner ? null : (
        <Notice title="Only an owner changes these.">
          <p>They decide what the figures say. You see how they are set; ask an owner to change one.</p>
        </Notice>
      )}
      {clash ? (
        <Conflict
          by={clash.by}
          at={clash.at}
          zone={company.time_zone}
          theirs={changes(base, draftOf(clash.settings), company.currency)}
          mine={changed}
          saving={saving.isPending}
          onTakeTheirs={() => {
            put(clash.settings, clash.etag)
            setEdited({})
            saving.reset()
          }}
          onKeepMine={() => {
            const theirs = draftOf(clash.settings)
            const mine = rebase(base, draft, theirs)
            put(clash.settings, clash.etag)
            setEdited(mine)
            saving.mutate({ patch: patchOf(theirs, mine), etag: clash.etag })
          }}
        />
      ) : null}
      {refused ? <Refused error={refused} title="Nothing was saved" /> : null}
      {undo.isError ? <Refused error={undo.error} title="The change was not taken back" /> : null}
      <fieldset disabled={!owner} className={css.form} aria-label="Settings of the company">
        <Burden {...props} />
        <Earmarks {...props} runway={changed.some(({ field }) => field === 'earmarks') ? runway : null} />
        <Terms {...props} />
        <Friday {...props} members={members.data?.items.map((one) => one.email) ?? []} />
        <Matching {...props} />
        <Company {...props} />
      </fieldset>
      {owner && changed.length > 0 && !clash ? (
        <SaveBar
          changed={changed}
          faulty={Object.keys(own).length > 0}
          saving={saving.isPending}
          onSave={() => saving.mutate({ patch: patchOf(base, draft), etag: read.etag })}
          onDiscard={() => {
            setEdited({})
            saving.reset()
          }}
        />
      ) : null}
    </>
  )
}

function clashOf(error: unknown): Clash | null {
  if (!(error instanceof ApiError) || error.kind !== 'precondition-failed') return null
  const { current, etag, changed_by, changed_at } = error.members
  if (!current || typeof etag !== 'string') return null
  return {
    settings: current as Settings,
    etag,
    by: typeof changed_by === 'string' ? changed_by : 'Somebody',
    at: typeof changed_at === 'string' ? changed_at : null,
  }
}

/** What is written and not saved is not lost by closing the tab. */
function useLeavingWarned(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}
