// `npm run build`: the app into out/, with the stamp by which the other scripts see that it is fresh.
import { fileURLToPath } from 'node:url'
import { build } from './ready/ensure-built.mjs'
import { ensureInstalled } from './ready/ensure-installed.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  await ensureInstalled(root)
  process.exitCode = (await build(root, { args: process.argv.slice(2) })).code
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
