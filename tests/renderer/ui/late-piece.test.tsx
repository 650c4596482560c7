// @vitest-environment jsdom
import '../support/browser-gaps.ts'
import { act } from 'react'
import { expect, it } from 'vitest'
import { NotLoaded } from '../../../renderer/ui/code-editor.tsx'
import { createLatePiece } from '../../../renderer/ui/late-piece.ts'
import { render } from '../support/render.tsx'

/** A server that is there or not, as the test says. */
function createServer() {
  const server = { isThere: true, asked: 0 }
  const piece = createLatePiece(async () => {
    server.asked++
    if (!server.isThere) throw new TypeError('Failed to fetch dynamically imported module')
    return 'the editor'
  })
  function Place() {
    const state = piece.usePiece()
    if (state.piece) return <p>{state.piece}</p>
    return state.hasFailed ? <NotLoaded value="const a = 1" minHeight={40} onRetry={() => void piece.retry()} /> : null
  }
  return { server, piece, Place }
}

it('is there at once where it was loaded ahead, even when the server is gone by then', async () => {
  const { server, piece, Place } = createServer()
  await piece.fetch()
  server.isThere = false
  const { element, unmount } = await render(<Place />)
  expect(element.textContent).toBe('the editor')
  expect(server.asked).toBe(1)
  await unmount()
})

it('says in its place that it could not be loaded, keeps the value in sight, and is there after another try', async () => {
  const { server, Place } = createServer()
  server.isThere = false
  const { element, unmount } = await render(<Place />)
  expect(element.querySelector('[role="alert"]')?.textContent).toContain('The editor could not be loaded.')
  expect(element.textContent).toContain('const a = 1')
  const again = () => act(async () => element.querySelector('button')?.click())
  await again()
  expect(element.querySelector('[role="alert"]')).not.toBeNull()
  server.isThere = true
  await again()
  expect(element.textContent).toBe('the editor')
  expect(server.asked).toBe(3)
  await unmount()
})

it('is loaded once, however many places show it', async () => {
  const { server, Place } = createServer()
  const { element, unmount } = await render([<Place key="a" />, <Place key="b" />])
  expect(element.textContent).toBe('the editorthe editor')
  expect(server.asked).toBe(1)
  await unmount()
})
