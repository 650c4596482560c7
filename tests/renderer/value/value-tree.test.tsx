// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { afterEach, expect, it } from 'vitest'
import type { FetchPage } from '../../../renderer/parts/value/use-value-tree.ts'
import { ValueTree } from '../../../renderer/parts/value/value-tree.tsx'
import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { clippedMark, clipValue } from '../../../shared/run/clip.ts'
import { type Rendered, render } from '../support/render.tsx'

let rendered: Rendered | null = null
afterEach(async () => {
  await rendered?.unmount()
  rendered = null
})

type Asked = Parameters<FetchPage>[0]

/** Pages of a list, as the engine gives them. */
function pagesOf(list: Json[]) {
  const asked: Asked[] = []
  const server = { isThere: true }
  const fetchPage: FetchPage = async (part) => {
    asked.push(part)
    if (!server.isThere) throw externalError('link.lost', 'The connection was lost.')
    const value = list.slice(part.offset, part.offset + part.limit)
    return { kind: 'list', total: list.length, offset: part.offset, value }
  }
  return { asked, server, fetchPage }
}

const button = (name: string) =>
  [...document.querySelectorAll('button')].find((each) => each.textContent?.startsWith(name))
const click = (name: string) => act(async () => button(name)?.click())

it('pages on through a list that was cut', async () => {
  const list = Array.from({ length: 170 }, (_, index) => `entry ${index} ${'x'.repeat(400)}`)
  const { asked, fetchPage } = pagesOf(list)
  const cut = clipValue(list)
  rendered = await render(<ValueTree value={cut} fetchPage={fetchPage} />)
  // The start was too long for the feed, so the first page is fetched by itself.
  expect(asked).toEqual([{ path: [], offset: 0, limit: 100 }])
  expect(rendered.element.textContent).toContain('entry 99')
  expect(rendered.element.textContent).toContain('70 more')
  await click('Next 70')
  expect(asked.at(-1)).toEqual({ path: [], offset: 100, limit: 100 })
  expect(button('Next')).toBeUndefined()
})

it('says why a page did not come, and tries again when asked', async () => {
  const { asked, server, fetchPage } = pagesOf(['one', 'two'])
  server.isThere = false
  rendered = await render(
    <ValueTree value={{ [clippedMark]: { kind: 'list', size: 2, head: '["' } }} fetchPage={fetchPage} />,
  )
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('The connection was lost.')
  expect(asked).toHaveLength(1)
  server.isThere = true
  await click('Try again')
  expect(rendered.element.textContent).toContain('two')
  expect(document.querySelector('[role="alert"]')).toBeNull()
})

it('shows what there is, and how much is missing, where the rest cannot be had', async () => {
  rendered = await render(<ValueTree value={{ [clippedMark]: { kind: 'list', size: 60, head: ['one'] } }} />)
  expect(rendered.element.textContent).toContain('one')
  expect(rendered.element.textContent).toContain('59 more')
  expect(document.querySelector('button')).toBeNull()
})

it('begins anew with another value', async () => {
  const { fetchPage } = pagesOf(['one'])
  const cut = (head: Json): Json => ({ [clippedMark]: { kind: 'list', size: 1, head } })
  rendered = await render(<ValueTree value={cut('["one"')} fetchPage={fetchPage} />)
  expect(rendered.element.textContent).toContain('one')
  await rendered.unmount()
  rendered = await render(<ValueTree value={{ name: 'Ada' }} fetchPage={fetchPage} />)
  expect(rendered.element.textContent).toBe('nameAda')
})

it('shows a file as a file', async () => {
  const file = { $file: { name: 'report.pdf', mediaType: 'application/pdf', bytes: 2_048, path: '/files/report.pdf' } }
  rendered = await render(<ValueTree value={file} />)
  expect(rendered.element.textContent).toContain('report.pdf')
  expect(rendered.element.textContent).toContain('application/pdf')
  expect(rendered.element.textContent).toMatch(/2\.0\s?KB/)
})
