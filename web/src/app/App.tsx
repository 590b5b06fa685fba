import { QueryClientProvider } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { Tray } from '../tray/Tray'
import { Empty, ErrorState, Skeleton } from '../ui/states'
import { Toasts } from '../ui/toast'
import { CompanyProvider } from './company'
import { DispatchProvider } from './dispatch'
import { Failsafe } from './Failsafe'
import { pages } from './pages'
import { queries } from './query'
import { Shell } from './Shell'
import { SignedOut, useSession } from './SignedOut'

const components: readonly [string, ComponentType][] = pages.map((page) => [
  page.path,
  page.load ? lazy(page.load) : Tray,
])

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <DispatchProvider>
        <Inside />
        <Toasts />
      </DispatchProvider>
    </QueryClientProvider>
  )
}

const Invitation = lazy(() => import('../invitation/Invitation'))

function Inside() {
  const { session, wasIn } = useSession()
  const [place] = useLocation()
  // Whoever was invited may belong to no company yet, and may not be signed in.
  if (place === '/join')
    return (
      <Suspense fallback={null}>
        <Invitation />
      </Suspense>
    )
  // Signed out mid-work: what is on the screen stays, under a line that says so.
  if (session === 'out' && !wasIn) return <SignedOut />
  return (
    <CompanyProvider
      waiting={
        <main>
          <Skeleton rows={12} />
        </main>
      }
      failed={(error, retry) => (
        <main>
          <ErrorState title="Oodaloo did not load" error={error} retry={retry} />
        </main>
      )}
      none={
        <main>
          <Empty title="You belong to no company yet">
            <p>Open the link in the invitation an owner sent you, or ask them for one.</p>
          </Empty>
        </main>
      }
    >
      <Shell>
        <Failsafe>
          <Suspense fallback={<Skeleton rows={12} />}>
            <Switch>
              {components.map(([path, Component]) => (
                <Route key={path} path={path} component={Component} />
              ))}
              <Route path="/">
                <Redirect to="/tray" replace />
              </Route>
              <Route>
                <Empty title="There is no such page">
                  <p>The address may be old. The navigation has all there is.</p>
                </Empty>
              </Route>
            </Switch>
          </Suspense>
        </Failsafe>
      </Shell>
    </CompanyProvider>
  )
}
