import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { findCacheDir } from './data-dir.ts'

// The entry of `niti`. It loads nothing more before the steps below: the check, because on a Node that is too old the
// database addon takes the whole process down without a word; the cache, because only what is loaded after it is kept
// compiled for the next start.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 22)) {
  process.stderr.write(`niti: Node 24 (or 22.22 and newer) is needed, and this is ${process.versions.node}.\n`)
  process.exit(1)
}
const cacheDir = findCacheDir({ env: process.env, platform: process.platform, homeDir: homedir() })
if (cacheDir) enableCompileCache(cacheDir)

const [{ runProgram }, { openTerminal }] = await Promise.all([import('./program.ts'), import('./terminal.ts')])
const code = await runProgram(process.argv.slice(2), openTerminal())
// What was written reaches its reader first; then nothing that is still open (a socket kept alive) delays the end.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))))
process.exit(code)
