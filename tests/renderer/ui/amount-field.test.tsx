// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import { RetentionForm } from '../../../renderer/parts/retention/retention-form.tsx'
import { AmountField } from '../../../renderer/ui/amount-field.tsx'
import type { Retention } from '../../../shared/workflow/workflow.ts'
import { press, type Rendered, render, type } from '../support/render.tsx'

let rendered: Rendered | null = null

afterEach(async () => {
  await rendered?.unmount()
  rendered = null
})

function input(place = 0): HTMLInputElement {
  const found = rendered?.element.querySelectorAll('input')[place]
  if (!found) throw new Error('there is no field')
  return found
}

async function leave(): Promise<void> {
  await act(async () => input().dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
}

const limits = { min: 1, max: 100, isInteger: true }

it('hands on each number that is typed, and nothing that is none', async () => {
  const typed: (number | undefined)[] = []
  rendered = await render(<AmountField label="Days" value={7} limits={limits} onChange={(next) => typed.push(next)} />)
  expect(input().value).toBe('7')
  await type(input(), '12')
  await type(input(), '12x')
  expect(rendered.element.querySelector('[role="alert"]')?.textContent).toContain('1 to 100')
  expect(input().getAttribute('aria-invalid')).toBe('true')
  await type(input(), '')
  await type(input(), '1.5')
  await type(input(), '101')
  expect(typed).toEqual([12, undefined])
})

it('is done when it is left or on Enter, and a wrong number goes back to what was', async () => {
  const done: (number | undefined)[] = []
  rendered = await render(<AmountField label="Days" value={7} limits={limits} onDone={(next) => done.push(next)} />)
  await leave()
  expect(done).toEqual([])
  await type(input(), '30')
  await press(input(), 'Enter')
  expect(done).toEqual([30])
  await type(input(), '999')
  await leave()
  expect(done).toEqual([30])
  expect(input().value).toBe('7')
  expect(rendered.element.querySelector('[role="alert"]')).toBeNull()
})

it('takes a half-typed retention only when its field is left, because what is kept too short is gone', async () => {
  const kept: (Retention | undefined)[] = []
  rendered = await render(
    <RetentionForm label="Kept" value={{ days: 90, runs: 10 }} onChange={(next) => kept.push(next)} />,
  )
  await type(input(), '3')
  expect(kept).toEqual([])
  await type(input(), '365')
  await leave()
  expect(kept).toEqual([{ days: 365, runs: 10 }])
})

it('follows each key where nothing happens by itself', async () => {
  const kept: (Retention | undefined)[] = []
  rendered = await render(
    <RetentionForm label="Kept" value={{ days: 90 }} isLive onChange={(next) => kept.push(next)} />,
  )
  await type(input(), '3')
  await type(input(), '')
  expect(kept).toEqual([{ days: 3 }])
})
