import { basename } from 'node:path'
import { externalError, NitiError, toErrorInfo, userError } from '../../../shared/errors.ts'
import { giveWay } from '../event-loop-turn.ts'
import type { NodeContext } from '../nodes/define-node.ts'
import type { KnowledgeStore, StoredBase } from '../store/knowledge.store.ts'
import type { FoundChunk, KnowledgeFilesStore, StoredFile } from '../store/knowledge-files.store.ts'
import type { KnowledgeVectorsStore } from '../store/knowledge-vectors.store.ts'
import { findFiles } from './find-files.ts'
import type { VectorLoading } from './load-vectors.ts'
import { notText } from './parsers/decode.ts'
import { kindOf } from './parsers/kind-of.ts'
import { createReader, type Reader } from './read-process.ts'

type Parts = {
  store: KnowledgeStore
  files: KnowledgeFilesStore
  vectors: KnowledgeVectorsStore
  loading: VectorLoading
  onChanged(): void
}
type Work = Parts & { base: StoredBase; context: NodeContext; wantsVectors: boolean }

/** Passages of which vectors are asked for at once; what a crash loses is one such lot at most. */
const textsAtOnce = 64
/** Lines of a run's log about single files; of more, every so manieth. */
const mostFileLines = 200

export type Indexed = { files: number; chunks: number; removed: number }

/**
 * Reads what is new or changed in a base's files: first all text, so that words are found at once, then vectors. All that
 * is done is stored as it is done; done again after a stop, it goes on with what is left.
 */
export async function indexBase(parts: Parts, base: StoredBase, context: NodeContext): Promise<Indexed> {
  const { store, files, loading } = parts
  let wantsVectors = base.embeddingModel !== null
  if (wantsVectors && !(await loading.ready())) {
    context.log('warn', `${loading.problem()} No vectors are made.`)
    wantsVectors = false
  }
  const work = { ...parts, base, context, wantsVectors }
  // What changes from now on is seen by whoever watches, and read the next time.
  store.setStale(base.baseNumber, false)
  let isDone = false
  try {
    await settleVectors(work)
    const removed = await scan(work)
    const read = await readAll(work)
    if (wantsVectors) await embedAll(work)
    else files.settleAll(base.baseNumber)
    store.setIndexed(base.baseNumber, context.now())
    isDone = true
    return { files: read, chunks: total(store, base), removed }
  } finally {
    if (!isDone) store.setStale(base.baseNumber, true)
    parts.onChanged()
  }
}

function total(store: KnowledgeStore, { baseNumber }: StoredBase): number {
  return store.counts(baseNumber).reduce((sum, { chunks }) => sum + chunks, 0)
}

/** Vectors of another model are of no use any more; those of passages that are gone neither. */
async function settleVectors({ store, files, vectors, base, wantsVectors }: Work): Promise<void> {
  const { baseNumber, vectorsModel, embeddingModel } = base
  if (vectorsModel !== null && vectorsModel !== embeddingModel) {
    for (const fileNumber of files.numbers(baseNumber)) {
      files.forgetVectors(fileNumber)
      await giveWay()
    }
    store.transact(() => {
      if (vectors.isLoaded()) vectors.drop(baseNumber)
      store.setVectors(baseNumber, null)
    })
  } else if (wantsVectors) vectors.removeStrays(baseNumber)
  if (wantsVectors) files.expectVectors(baseNumber)
}

/** Compares what is on the disk with what is known of it. Answers how many files are gone. */
async function scan({ store, files, vectors, base, context, onChanged }: Work): Promise<number> {
  const { baseNumber } = base
  let [removed, fresh, changed] = [0, 0, 0]
  for (const source of store.sources(baseNumber)) {
    context.signal.throwIfAborted()
    const known = new Map(files.of(baseNumber, source.sourceId).map((file) => [file.path, file]))
    let found: Awaited<ReturnType<typeof findFiles>>
    try {
      found = await findFiles(source)
      store.setSource(source.sourceId, context.now(), null)
    } catch (thrown) {
      // A folder that is not there now (a drive that is not plugged in) takes nothing away of what was read in it.
      if (!(thrown instanceof NitiError)) throw thrown
      context.log('warn', thrown.info.message)
      store.setSource(source.sourceId, context.now(), thrown.info)
      continue
    }
    for (const { path, bytes, mtimeMs } of found) {
      const file = known.get(path)
      known.delete(path)
      if (file && !isChanged(file, { bytes, mtimeMs })) continue
      if (file) changed++
      else fresh++
      files.note({ baseNumber, sourceId: source.sourceId, path, title: file?.title ?? basename(path), bytes, mtimeMs })
      await giveWay()
    }
    for (const { fileNumber } of known.values()) {
      removed++
      store.transact(() => {
        if (vectors.isLoaded()) vectors.remove(baseNumber, files.chunkNumbers(fileNumber))
        files.remove(fileNumber)
      })
      await giveWay()
    }
  }
  context.log('info', `${fresh} new files, ${changed} changed, ${removed} gone.`)
  onChanged()
  return removed
}

/** One that could not be read is tried again only when it changes: the same file fails in the same way. */
export function isChanged(file: StoredFile, now: { bytes: number; mtimeMs: number }): boolean {
  return file.state === 'new' || file.bytes !== now.bytes || file.mtimeMs !== now.mtimeMs
}

async function readAll(work: Work): Promise<number> {
  const { store, files, base, context, onChanged } = work
  const waiting = store.counts(base.baseNumber).reduce((sum, counts) => sum + counts.files, 0)
  const every = Math.ceil(waiting / mostFileLines)
  const reader = createReader()
  let count = 0
  try {
    let after = 0
    for (;;) {
      const file = files.nextNew(base.baseNumber, after)
      if (!file) return count
      after = file.fileNumber
      context.signal.throwIfAborted()
      const said = await readOne(work, file, reader)
      count++
      if (said.isProblem || count % every === 0) context.log(said.isProblem ? 'warn' : 'info', said.text)
      onChanged()
      await giveWay()
    }
  } finally {
    reader.close()
  }
}

async function readOne(work: Work, file: StoredFile, reader: Reader) {
  const { store, files, vectors, base, context, wantsVectors } = work
  const { fileNumber, path } = file
  const { baseNumber } = base
  const name = basename(path)
  const kind = kindOf(path)
  const answer =
    kind === 'never'
      ? { hash: null, error: toErrorInfo(notText(name), '') }
      : await reader.read({ path, kind, knownHash: file.hash }, context.signal)
  if ('error' in answer) {
    store.transact(() => {
      const gone = files.setChunks({ baseNumber, fileNumber, title: name, hash: '', chunks: [], state: 'failed' })
      if (vectors.isLoaded()) vectors.remove(baseNumber, gone)
      files.fail({ fileNumber, title: name, error: answer.error })
    })
    return { isProblem: true, text: answer.error.message }
  }
  const { hash, chunks } = answer
  if (chunks === null) {
    files.keep(fileNumber, wantsVectors)
    return { isProblem: false, text: `${name}: the same as before.` }
  }
  const title = answer.title ?? name
  const state = wantsVectors && chunks.length > 0 ? 'read' : 'done'
  store.transact(() => {
    const gone = files.setChunks({ baseNumber, fileNumber, title, hash, chunks, state })
    if (vectors.isLoaded()) vectors.remove(baseNumber, gone)
  })
  return { isProblem: false, text: `${name}: ${chunks.length} passages.` }
}

/** Vectors of all passages that have none. Each lot is stored with what its files are then, or not at all. */
async function embedAll({ store, files, vectors, base, context, onChanged }: Work): Promise<void> {
  const { baseNumber, embeddingModel, knowledgeId } = base
  if (embeddingModel === null) return
  const whole = files.countToEmbed(baseNumber)
  let done = 0
  for (;;) {
    context.signal.throwIfAborted()
    const lot = files.toEmbed(baseNumber, textsAtOnce)
    if (lot.length === 0) break
    const { vectors: made } = await context.embed({ model: embeddingModel, texts: lot.map(textOf) })
    if (made.length !== lot.length) {
      throw externalError(
        'knowledge.bad-vectors',
        `${embeddingModel} gave ${made.length} vectors for ${lot.length} texts.`,
      )
    }
    const size = made[0]?.length ?? 0
    const known = store.get(knowledgeId)
    if (!known) throw userError('knowledge.removed', 'The knowledge base was deleted in the meantime.')
    const before = known.vectorsSize
    if (size === 0 || made.some(({ length }) => length !== size) || (before !== null && before !== size)) {
      throw externalError('knowledge.bad-vectors', `${embeddingModel} gave vectors of different sizes.`, {
        hint: 'Choose another model, or choose this one anew so that all vectors are made again.',
      })
    }
    store.transact(() => {
      if (before === null) {
        vectors.drop(baseNumber)
        store.setVectors(baseNumber, { model: embeddingModel, size })
      }
      vectors.make(baseNumber, size)
      for (const [index, { chunkNumber }] of lot.entries()) {
        const vector = made[index]
        if (vector && files.setHasVector(chunkNumber)) vectors.add(baseNumber, chunkNumber, new Float32Array(vector))
      }
      files.settle(baseNumber)
    })
    done += lot.length
    context.log('info', `${done} of ${whole} passages have their vectors.`)
    onChanged()
  }
  files.settle(baseNumber)
}

/** With its headings, so that a passage that does not name what it is about is found all the same. */
function textOf({ title, heading, text }: FoundChunk): string {
  return [title, heading, text].filter((part) => part !== '').join('\n')
}
