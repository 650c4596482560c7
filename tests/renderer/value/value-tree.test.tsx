// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act, type ReactNode } from 'react'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import type { FetchPage } from '../../../renderer/parts/value/use-value-tree.ts'
import { ValueTree } from '../../../renderer/parts/value/value-tree.tsx'
import { TooltipProvider } from '../../../renderer/ui/tooltip.tsx'
import { externalError } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import { clippedMark, clipValue } from '../../../shared/run/clip.ts'
import { type Rendered, render } from '../support/render.tsx'

const withTooltips = (children: ReactNode) => <TooltipProvider>{children}</TooltipProvider>

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

const kept = (name: string, mediaType: string): Json => ({
  $file: { name, mediaType, bytes: 4, blobId: 'a'.repeat(64) },
})

/** What jsdom lacks: addresses for bytes. Notes which are in use and what was saved. */
function watchDownloads() {
  const open = new Map<string, Blob>()
  const saved: { name: string; blob: Blob | undefined }[] = []
  const create = vi.fn((blob: Blob) => {
    const url = `blob:test/${open.size}-${create.mock.calls.length}`
    open.set(url, blob)
    return url
  })
  const urls = URL as unknown as Record<string, unknown> // jsdom leaves these two out
  const before = { createObjectURL: urls.createObjectURL, revokeObjectURL: urls.revokeObjectURL }
  Object.assign(urls, { createObjectURL: create, revokeObjectURL: (url: string) => open.delete(url) })
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, blob: open.get(this.href) })
  })
  onTestFinished(() => {
    click.mockRestore()
    Object.assign(urls, before)
  })
  return { open, saved }
}

it('saves a file that is kept, and says why where it cannot', async () => {
  const { saved } = watchDownloads()
  const asked: string[] = []
  const bytes = new Blob(['tea!'])
  let isThere = true
  const fetchFile = async (blobId: string) => {
    asked.push(blobId)
    if (!isThere) throw externalError('link.lost', 'The connection was lost.')
    return bytes
  }
  rendered = await render(withTooltips(<ValueTree value={kept('tea.pdf', 'application/pdf')} fetchFile={fetchFile} />))
  const save = () => document.querySelector<HTMLButtonElement>('button[aria-label="Download tea.pdf"]')
  expect(document.querySelector('img')).toBeNull()
  await act(async () => save()?.click())
  expect(asked).toEqual(['a'.repeat(64)])
  expect(saved).toEqual([{ name: 'tea.pdf', blob: bytes }])
  isThere = false
  await act(async () => save()?.click())
  expect(document.querySelector('[role="alert"]')?.textContent).toBe('The connection was lost.')
  expect(saved).toHaveLength(1)
})

it('shows a kept picture, and lets go of its address', async () => {
  const { open } = watchDownloads()
  const fetchFile = async () => new Blob(['tea!'])
  rendered = await render(withTooltips(<ValueTree value={kept('tea.png', 'image/png')} fetchFile={fetchFile} />))
  const image = document.querySelector('img')
  expect(image?.alt).toBe('Preview of tea.png')
  expect(open.get(image?.src ?? '')?.type).toBe('image/png')
  await rendered.unmount()
  rendered = null
  expect(open.size).toBe(0)
})

it('says where a file on the disk is, and offers no download of it', async () => {
  const file = { $file: { name: 'a.pdf', mediaType: 'application/pdf', bytes: 1, path: '/files/a.pdf', seal: 's' } }
  rendered = await render(<ValueTree value={file} fetchFile={async () => new Blob()} />)
  expect(rendered.element.textContent).toContain('/files/a.pdf')
  expect(document.querySelector('button')).toBeNull()
})

it('offers the download of a file deep in a value as well', async () => {
  rendered = await render(
    withTooltips(<ValueTree value={{ body: kept('b.zip', 'application/zip') }} fetchFile={async () => new Blob()} />),
  )
  expect(document.querySelector('button[aria-label="Download b.zip"]')).not.toBeNull()
})

it('shows pictures inside a value as long as they are few', async () => {
  watchDownloads()
  const asked: string[] = []
  const fetchFile = async (blobId: string) => {
    asked.push(blobId)
    return new Blob(['tea!'])
  }
  const pictures = (count: number) => Array.from({ length: count }, () => kept('b.png', 'image/png'))
  rendered = await render(withTooltips(<ValueTree value={pictures(8)} fetchFile={fetchFile} />))
  expect(document.querySelectorAll('img')).toHaveLength(8)
  await rendered.unmount()
  asked.length = 0
  rendered = await render(withTooltips(<ValueTree value={pictures(9)} fetchFile={fetchFile} />))
  expect(document.querySelectorAll('img')).toHaveLength(0)
  expect(asked).toEqual([])
})
