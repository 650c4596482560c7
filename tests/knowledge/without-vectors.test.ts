import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createVectorLoading } from '../../electron/engine/knowledge/load-vectors.ts'
import { createSafeLog } from '../../electron/engine/safe-log.ts'
import { createKnowledgeVectorsStore } from '../../electron/engine/store/knowledge-vectors.store.ts'
import { openDatabase } from '../../electron/engine/store/open-database.ts'
import { temporaryFolder } from '../support/test-engine.ts'

function open(findExtension?: () => Promise<string>) {
  const db = openDatabase(temporaryFolder(), 0)
  const store = createKnowledgeVectorsStore(db)
  return { db, store, loading: createVectorLoading({ store, log: createSafeLog(), findExtension }) }
}

test('the extension is there and loads; nothing asks for it before', async () => {
  const { db, store, loading } = open()
  expect(store.isLoaded()).toBe(false)
  expect(loading.problem()).toBeNull()
  expect(await loading.ready()).toBe(true)
  expect(await loading.ready()).toBe(true)
  expect(store.isLoaded()).toBe(true)
  db.close()
})

test('where it cannot be loaded, that is said in words and nothing throws', async () => {
  for (const find of [
    () => Promise.reject(new Error('Unsupported platform for sqlite-vec, on a plan9-mips machine.')),
    () => Promise.resolve('/nowhere/vec0.so'),
  ]) {
    const { db, loading } = open(find)
    expect(await loading.ready()).toBe(false)
    expect(loading.problem()).toBe('Vectors cannot be searched on this machine, so only words are.')
    db.close()
  }
})

test('a table whose base was deleted while it could not be loaded goes with the next load', async () => {
  const { getLoadablePath } = await import('sqlite-vec')
  expect(existsSync(getLoadablePath())).toBe(true)
  const { db, store } = open()
  store.load(getLoadablePath())
  store.make(7, 3)
  store.add(7, 1, new Float32Array([1, 0, 0]))
  store.add(7, 2, new Float32Array([0, 1, 0]))
  expect(store.nearest(7, new Float32Array([0, 1, 0.1]), 2)).toEqual([2, 1])
  const later = createKnowledgeVectorsStore(db)
  expect(later.exists(7)).toBe(true)
  later.load(getLoadablePath())
  expect(later.exists(7)).toBe(false)
  db.close()
})
