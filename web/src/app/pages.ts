// The pages, in the order of the navigation. A page is one line here; nothing else knows its name.
import type { ComponentType } from 'react'

export interface Page {
  /** Where it lives, as wouter writes it: `/digests/:week?`. */
  path: string
  title: string
  /** The letter after `G` that goes there; null for a page that is not in the navigation. */
  go: string | null
  /** Its chunk; null for the tray, which comes with the first one (see App.tsx). */
  load: (() => Promise<{ default: ComponentType }>) | null
}

export const pages: readonly Page[] = [
  { path: '/tray', title: 'Tray', go: 't', load: null },
  { path: '/owner/:tile?', title: 'Dashboard', go: 'd', load: () => import('../dashboard/Dashboard') },
  { path: '/jobs', title: 'Jobs', go: 'j', load: () => import('../jobs/Jobs') },
  { path: '/rules', title: 'Rules', go: 'r', load: () => import('../rules/Rules') },
  { path: '/audit', title: 'Audit', go: 'h', load: () => import('../audit/Audit') },
  { path: '/digests/:week?', title: 'Digest', go: 'f', load: () => import('../digest/Digest') },
  { path: '/integrations', title: 'Connections', go: 'c', load: () => import('../connections/Connections') },
  { path: '/settings', title: 'Settings', go: 's', load: () => import('../settings/Settings') },
  { path: '/connect/:rail?', title: 'Connecting', go: null, load: () => import('../connections/Returned') },
]

/** The address of a page without its optional parameters. */
export function hrefOf(page: Page): string {
  return page.path.replace(/\/:.*$/, '')
}
