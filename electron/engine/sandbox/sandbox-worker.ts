import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import baseVariant from '@jitl/quickjs-ng-wasmfile-release-sync'
import {
  type EmscriptenModuleLoaderOptions,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSEmscriptenModule,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core'
import { createGuestContext, type GuestContext } from './guest-context.ts'
import type { SandboxFailure, SandboxJob, SandboxMessage, SandboxReply, SandboxThreadData } from './sandbox-messages.ts'

/**
 * A sandbox thread: one job at a time, each in a fresh QuickJS runtime. It runs as it stands from source (Node strips the
 * types) and from the bundle, so what it imports stays small.
 */

const pageBytes = 64 * 1024
/** What the WebAssembly module is built to begin with. */
const startPages = 256
/** A module that grew beyond this is not kept: WebAssembly memory never shrinks. */
const keepBytes = 32 * 1024 * 1024

type Quickjs = { module: QuickJSWASMModule; memory: WebAssembly.Memory; memoryBytes: number }

const port = parentPort
if (!port) throw new Error('sandbox-worker runs as a worker thread only')
const data: SandboxThreadData = workerData
const stopJobId = new Int32Array(data.stopJobId)
const wasmFile = createRequire(import.meta.url).resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm')
const wasmModule = await WebAssembly.compile(await readFile(wasmFile))

let quickjs = await loadQuickjs(64 * 1024 * 1024)
let spare: GuestContext | undefined = createGuest(quickjs)

/**
 * The limit of QuickJS's own counts only a part of what it allocates, so the memory handed to it has an end of its own,
 * which nothing inside can move.
 */
async function loadQuickjs(memoryBytes: number): Promise<Quickjs> {
  const memory = new WebAssembly.Memory({
    initial: startPages,
    maximum: startPages + Math.ceil(memoryBytes / pageBytes),
  })
  const variant = newVariant(baseVariant, { wasmModule, wasmMemory: memory })
  const importModuleLoader = async () => {
    const load = await variant.importModuleLoader()
    if (typeof load !== 'function') throw new Error('newVariant no longer hands out the loader itself')
    return async (options?: EmscriptenModuleLoaderOptions) => refuseEmptyPointers(await load(options))
  }
  return { module: await newQuickJSWASMModuleFromVariant({ ...variant, importModuleLoader }), memory, memoryBytes }
}

/** Without this, texts that no longer fit would be written to address 0, over QuickJS's own data. */
function refuseEmptyPointers(emscripten: QuickJSEmscriptenModule): QuickJSEmscriptenModule {
  const allocate = emscripten._malloc
  emscripten._malloc = (bytes) => {
    const pointer = allocate(bytes)
    if (!pointer) throw new RangeError('out of memory')
    return pointer
  }
  return emscripten
}

function createGuest({ module, memory }: Quickjs): GuestContext {
  return createGuestContext(module, () => memory.buffer.byteLength > startPages * pageBytes)
}

async function answer(job: SandboxJob): Promise<void> {
  if (quickjs.memoryBytes !== job.memoryBytes) {
    quickjs = await loadQuickjs(job.memoryBytes)
    spare = undefined
  }
  const guest = spare ?? createGuest(quickjs)
  spare = undefined
  const reply = evaluate(guest, job)
  post(reply)
  const isReusable = reply.ok || isKept(reply.failure.reason)
  // A module that was stopped halfway may be in any state, and one that grew stays large: the next job gets a new one.
  if (!tryDispose(guest) || !isReusable || quickjs.memory.buffer.byteLength > keepBytes) {
    quickjs = await loadQuickjs(quickjs.memoryBytes)
  }
  spare = createGuest(quickjs)
}

function evaluate(guest: GuestContext, job: SandboxJob): SandboxReply {
  const deadline = performance.now() + job.timeoutMs
  const shouldStop = () => performance.now() > deadline || Atomics.load(stopJobId, 0) === job.id
  try {
    return { id: job.id, ...guest.evaluate(job, shouldStop) }
  } catch (error) {
    const isGrown = quickjs.memory.buffer.byteLength > keepBytes
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return { id: job.id, ok: false, failure: { reason: isGrown ? 'memory' : 'broken', message }, logs: [] }
  }
}

function isKept(reason: SandboxFailure['reason']): boolean {
  return reason !== 'memory' && reason !== 'timeout' && reason !== 'broken'
}

function tryDispose(guest: GuestContext): boolean {
  try {
    guest.dispose()
    return true
  } catch {
    return false
  }
}

function post(message: SandboxMessage): void {
  port?.postMessage(message)
}

// The pool sends the next job when it has the reply to the last, which is before this one is tidied up.
let work: Promise<void> = Promise.resolve()
port.on('message', (job: SandboxJob) => {
  work = work.then(() => answer(job))
})
post('ready')
