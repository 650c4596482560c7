import { Component, type ErrorInfo, type ReactNode } from 'react'
import { reportPageError } from '../link/report-page-errors.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

type ScreenBoundaryProps = {
  /** A change of it, such as another route, tries again. */
  resetKey: string
  children: ReactNode
}

/** Keeps a screen that throws while drawing from taking the rest of the page with it. React knows this as a class only. */
export class ScreenBoundary extends Component<ScreenBoundaryProps, { isBroken: boolean }> {
  override state = { isBroken: false }

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error('A screen stopped', error, info.componentStack)
    reportPageError('screen', error)
  }

  override componentDidUpdate(before: ScreenBoundaryProps): void {
    if (this.state.isBroken && before.resetKey !== this.props.resetKey) this.setState({ isBroken: false })
  }

  override render(): ReactNode {
    if (!this.state.isBroken) return this.props.children
    return (
      <EmptyState
        icon="triangle-alert"
        title={text.frame.broken.title}
        body={text.frame.broken.body}
        className="h-full"
        action={<Button onClick={() => this.setState({ isBroken: false })}>{text.frame.broken.action}</Button>}
      />
    )
  }
}
