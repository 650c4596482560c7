// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CommandPalette } from '../../../renderer/frame/command-palette.tsx'
import { onCommand } from '../../../renderer/state/commands.ts'
import { useRecentRuns } from '../../../renderer/state/recent-runs-store.ts'
import { useRouteStore } from '../../../renderer/state/route-store.ts'
import { useWorkflows } from '../../../renderer/state/workflows-store.ts'
import type { WorkflowSummary } from '../../../shared/contract/workflows.ts'
import { press, type Rendered, render, type } from '../support/render.tsx'

const workflow = (workflowId: string, name: string, updatedAt: number): WorkflowSummary => ({
  workflowId,
  name,
  description: '',
  nodeCount: 3,
  createdAt: 0,
  updatedAt,
  lastRun: null,
  monthMicroUsd: 0,
  monthUnknownCalls: 0,
  publication: { version: null, publishedAt: null, hasUnpublishedChanges: false },
  triggers: { count: 0, active: true, nextAt: null },
})

let rendered: Rendered | null = null
let happened: string[] = []
const offs: (() => void)[] = []

beforeEach(() => {
  happened = []
  useRecentRuns.setState({ runs: [] })
  useWorkflows.setState({ list: [workflow('old', 'Weekly digest', 1), workflow('new', 'Ticket triage', 2)] })
})

afterEach(async () => {
  await rendered?.unmount()
  rendered = null
  for (const off of offs.splice(0)) off()
})

async function open(): Promise<HTMLInputElement> {
  rendered = await render(<CommandPalette isOpen onClose={() => happened.push('closed')} />)
  const input = document.querySelector<HTMLInputElement>('[cmdk-input]')
  if (!input) throw new Error('the palette has no field')
  return input
}

const labels = () => [...document.querySelectorAll('[cmdk-item] > span:first-of-type')].map((item) => item.textContent)

it('shows workflows, the one changed last first, and only the commands somebody carries out', async () => {
  offs.push(onCommand('run', () => {}))
  await open()
  expect(labels().slice(0, 3)).toEqual(['Run this workflow', 'Ticket triage', 'Weekly digest'])
  expect(labels()).not.toContain('Undo')
})

it('narrows to what was typed and goes there', async () => {
  const input = await open()
  await type(input, 'digest')
  expect(labels()).toEqual(['Weekly digest'])
  await press(input, 'Enter')
  await act(async () => new Promise((done) => setTimeout(done, 0)))
  expect(happened).toEqual(['closed'])
  expect(useRouteStore.getState().route).toEqual({ screen: 'workflow', workflowId: 'old' })
  expect(window.location.hash).toBe('#/workflows/old')
})

it('carries out a command after it has closed', async () => {
  const ran = new Promise<void>((done) => {
    offs.push(
      onCommand('run', () => {
        happened.push('ran')
        done()
      }),
    )
  })
  const input = await open()
  await type(input, 'run this')
  await press(input, 'Enter')
  await ran
  expect(happened).toEqual(['closed', 'ran'])
})

it('says so when nothing fits', async () => {
  const input = await open()
  await type(input, 'zzz')
  expect(document.body.textContent).toContain('Nothing found for “zzz”.')
})
