// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import { LongText } from '../../../renderer/parts/run/long-text.tsx'
import { clipLimits } from '../../../shared/run/clip.ts'
import { type Rendered, render } from '../support/render.tsx'

let rendered: Rendered | null = null
afterEach(async () => {
  await rendered?.unmount()
  rendered = null
})

const words = () => rendered?.element.textContent ?? ''
const press = () => act(async () => rendered?.element.querySelector('button')?.click())

it('shows the beginning, then what has come, then reads on to the end', async () => {
  const whole = `${'a'.repeat(clipLimits.text)}${'b'.repeat(5_000)}${'c'.repeat(2_000)}`
  const cut = `${whole.slice(0, clipLimits.text)}… (${whole.length} characters)`
  const asked: number[] = []
  const readOn = async (offset: number) => {
    asked.push(offset)
    return whole.slice(offset, offset + 5_000)
  }
  rendered = await render(<LongText value={cut} most={900} readOn={readOn} />)
  expect(words()).toBe(`${'a'.repeat(900)}…  Read on (14,100 more characters)`)
  await press()
  expect(words()).toBe(`${whole.slice(0, clipLimits.text)} Read on (7,000 more characters)`)
  expect(asked).toEqual([])
  await press()
  expect(words()).toBe(`${whole.slice(0, clipLimits.text + 5_000)} Read on (2,000 more characters)`)
  await press()
  expect(words()).toBe(whole)
  expect(asked).toEqual([clipLimits.text, clipLimits.text + 5_000])
})

it('of a text that came whole shows all of it at once', async () => {
  rendered = await render(<LongText value={'d'.repeat(2_000)} most={900} />)
  expect(words()).toBe(`${'d'.repeat(900)}… Show all 2,000 characters`)
  await press()
  expect(words()).toBe('d'.repeat(2_000))
})
