import { Component, type ReactNode } from 'react'
import { ErrorState } from '../ui/states'

/** A page that breaks leaves the navigation standing. */
export class Failsafe extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error) return <ErrorState title="This page broke" error={this.state.error} />
    return this.props.children
  }
}
