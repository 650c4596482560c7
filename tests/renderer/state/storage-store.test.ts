// @vitest-environment jsdom
import { createRouterClient, implement } from '@orpc/server'
import { expect, it } from 'vitest'
import { createStorageStore } from '../../../renderer/state/storage-store.ts'
import { type StorageUsage, storageContract } from '../../../shared/contract/storage.ts'
import { userError } from '../../../shared/errors.ts'

const usage: StorageUsage = {
  path: '/data/niti.db',
  fileBytes: 5_000,
  walBytes: 100,
  freeBytes: 1_000,
  diskFreeBytes: 1_000_000,
  parts: [{ part: 'runs', bytes: 4_000, count: 40 }],
  workflows: [],
  backups: [{ fileName: 'niti-2.db', bytes: 10, at: 1 }],
  lastCleanedAt: null,
}

/** The engine's side of storage, behind the real contract: what is cleaned becomes free, what is free can be given back. */
function start() {
  const state = { usage, isAway: false, wishes: [] as unknown[] }
  const os = implement(storageContract)
  const check = () => {
    if (state.isAway) throw userError('test.away', 'The engine is away.')
  }
  const client = createRouterClient({
    usage: os.usage.handler(() => {
      check()
      return state.usage
    }),
    preview: os.preview.handler(({ input }) => {
      state.wishes.push(input)
      return { runs: 3, bytes: 500 }
    }),
    clean: os.clean.handler(({ input }) => {
      check()
      state.wishes.push(input)
      state.usage = { ...state.usage, freeBytes: state.usage.freeBytes + 500, lastCleanedAt: 7 }
      return { runs: 3, bytes: 500 }
    }),
    compact: os.compact.handler(() => {
      const bytes = state.usage.freeBytes
      state.usage = { ...state.usage, fileBytes: state.usage.fileBytes - bytes, freeBytes: 0 }
      return { bytes }
    }),
  })
  const storage = createStorageStore(client)
  return { state, storage, now: () => storage.store.getState() }
}

it('looks again after each call that frees room', async () => {
  const { state, storage, now } = start()
  await storage.load()
  expect(now().usage?.freeBytes).toBe(1_000)
  expect(await storage.clean({ days: 30, workflowId: 'wf_1' })).toEqual({ runs: 3, bytes: 500 })
  expect(now().usage).toMatchObject({ freeBytes: 1_500, lastCleanedAt: 7 })
  expect(await storage.compact()).toBe(1_500)
  expect(now().usage).toMatchObject({ freeBytes: 0, fileBytes: 3_500 })
  expect(state.wishes).toEqual([{ days: 30, workflowId: 'wf_1' }])
})

it('changes nothing by a preview, and tells all workflows from the runs of files', async () => {
  const { state, storage, now } = start()
  await storage.load()
  await storage.preview({ runs: 10 })
  await storage.preview({ runs: 10, workflowId: null })
  expect(state.wishes).toEqual([{ runs: 10 }, { runs: 10, workflowId: null }])
  expect(now().usage).toEqual(usage)
})

it('keeps what was known and says why it could not look', async () => {
  const { state, storage, now } = start()
  await storage.load()
  state.isAway = true
  await expect(storage.clean({ days: 1 })).rejects.toThrow()
  await storage.load()
  expect(now().usage).toEqual(usage)
  expect(now().error?.message).toBe('The engine is away.')
})
