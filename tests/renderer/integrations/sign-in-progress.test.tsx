// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SignInProgress } from '../../../renderer/parts/integrations/sign-in-progress.tsx'
import type { SignInPhase } from '../../../renderer/parts/integrations/use-sign-in.ts'
import { formatDuration } from '../../../renderer/ui/format.ts'
import { TooltipProvider } from '../../../renderer/ui/tooltip.tsx'
import { type Rendered, render } from '../support/render.tsx'

const atMs = 1_800_000_000_000
let rendered: Rendered | null = null

beforeEach(() => void vi.useFakeTimers({ now: atMs }))
afterEach(async () => {
  await rendered?.unmount()
  rendered = null
  vi.useRealTimers()
})

async function draw(phase: Exclude<SignInPhase, { step: 'form' | 'done' }>): Promise<HTMLElement> {
  rendered = await render(
    <TooltipProvider>
      <SignInProgress phase={phase} service="GitHub" />
    </TooltipProvider>,
  )
  return rendered.element
}

it('shows the code to type in, where, and how long it is good for', async () => {
  const page = await draw({
    step: 'code',
    userCode: 'WDJB-MJHT',
    url: 'https://github.com/login/device',
    expiresAt: atMs + 90_000,
  })
  expect(page.querySelector('code')?.textContent).toBe('WDJB-MJHT')
  expect(page.querySelector('a')?.href).toBe('https://github.com/login/device')
  expect(page.textContent).toContain(`Good for ${formatDuration(90_000)}`)
  await act(async () => vi.advanceTimersByTime(60_000))
  expect(page.textContent).toContain(`Good for ${formatDuration(30_000)}`)
  await act(async () => vi.advanceTimersByTime(31_000))
  expect(page.textContent).toContain('The code has expired')
})

it('says whether the browser was opened, and offers the address either way', async () => {
  const step = { step: 'browser', url: 'https://github.com/login/oauth/authorize?state=1' } as const
  const opened = await draw({ ...step, opened: true })
  expect(opened.textContent).toContain('Your browser is open')
  expect(opened.querySelector('a')?.textContent).toBe('Open it again')
  await rendered?.unmount()
  const closed = await draw({ ...step, opened: false })
  expect(closed.textContent).toContain('Open this address in your browser')
  expect(closed.querySelector('a')?.textContent).toBe('Open it')
  expect(closed.querySelector('code')?.textContent).toBe(step.url)
})

it('says that the service is being asked whose account it is', async () => {
  expect((await draw({ step: 'checking' })).textContent).toContain('Niti asks GitHub whose account it is')
})
