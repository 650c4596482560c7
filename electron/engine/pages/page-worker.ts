import { parentPort } from 'node:worker_threads'
import type { PageAnswer, PageJob } from './page-messages.ts'
import { NoText, readPage, Unreadable } from './page-text.ts'

/**
 * The thread that reads pages, one at a time: what strangers wrote may take a parser long, and nothing else has to wait
 * for that. It runs as it stands from source and from the bundle.
 */
const port = parentPort
if (!port) throw new Error('page-worker runs as a worker thread only')

port.on('message', async (job: PageJob) => {
  port.postMessage(await answer(job))
})

async function answer({ id, ...job }: PageJob): Promise<PageAnswer> {
  try {
    return { id, ok: true, page: await readPage(job) }
  } catch (thrown) {
    if (thrown instanceof NoText) return { id, ok: false, reason: 'no-text', message: thrown.message }
    if (thrown instanceof Unreadable) return { id, ok: false, reason: 'unreadable', message: thrown.message }
    // A parser that stumbles over a page says nothing about us; it may run out of stack, too.
    return { id, ok: false, reason: 'unreadable', message: 'It could not be taken apart.' }
  }
}
