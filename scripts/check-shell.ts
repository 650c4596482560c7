/**
 * Proves over what was built in out/ that the desktop shell is whole, on machines without the Electron runtime:
 * `node scripts/check-shell.ts`, after `npm run build`. Prints what is wrong, one line each, and exits 1 if anything is.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { engineReport } from '../shared/contract/engine-process.ts'
import { findPageFile } from '../shared/page-files.ts'
import { findPolicyHoles, pageHeaders } from '../shared/page-security.ts'
import { scanImports } from '../tests/architecture/scan-imports.ts'
import { MessageChannelMain } from '../tests/support/electron-double/message-port.ts'
import { UtilityProcess } from '../tests/support/electron-double/utility-process.ts'

/** Every file below a folder whose name ends so. */
function listFiles(folder: string, ending: RegExp): string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => ending.test(name)).map((name) => join(folder, name))
}

/**
 * What a built file loads: packages by their name, files by their whole path. In the page `require` is nothing but a name
 * that some libraries use inside themselves.
 */
function listLoads(file: string, isPage = false): { packages: string[]; files: string[] } {
  const source = readFileSync(file, 'utf8')
  const isImported = (specifier: string) =>
    new RegExp(`(from|import)[\\s(]*["'\`]${RegExp.escape(specifier)}`).test(source)
  const all = scanImports(file, source).references
  const mentions = isPage ? all.filter(({ kind, specifier }) => kind === 'file' || isImported(specifier)) : all
  // The bundler's own name for `require` in an ES module.
  const required = [...source.matchAll(/\b__require\(\s*["']([^"']+)["']\s*\)/g)].map(([, specifier = '']) => specifier)
  const beside = mentions.filter(({ kind }) => kind === 'file').map(({ specifier }) => specifier)
  const loads = [...mentions.filter(({ kind }) => kind === 'import').map(({ specifier }) => specifier), ...required]
  const isFile = (specifier: string) => specifier.startsWith('.') || specifier.startsWith('/')
  const paths = [...loads.filter(isFile), ...beside.filter((specifier) => !/^[a-z]+:/.test(specifier))]
  return {
    packages: loads.filter((specifier) => !isFile(specifier)),
    files: paths.map((specifier) => resolve(file, '..', specifier.split(/[?#]/)[0] ?? '')),
  }
}

/**
 * Looked for and done without: a directory walker inside tinyglobby, which has its own matcher in the bundle; fonts and
 * character maps for reading PDFs, without which the words of a few (East Asian, with nothing embedded) stay unread.
 */
const optional = ['picomatch', 'pdfjs-dist/package.json']

function nameOfPackage(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** Every package the main process, the engine and the command line load is one that ships with the app. */
function checkPackages(root: string, out: string): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return listFiles(join(out, 'main'), /\.js$/).flatMap((file) => {
    const missing = listLoads(file).packages.filter((specifier) => {
      if (isBuiltin(specifier) || specifier === 'electron' || optional.includes(specifier)) return false
      return !(nameOfPackage(specifier) in dependencies)
    })
    return missing.map((specifier) => `${relative(out, file)} loads ${specifier}, which is no dependency`)
  })
}

/** The engine and the command line run where there is no Electron. */
function checkElectronStaysOutside(out: string): string[] {
  return ['engine.js', 'cli.js', 'sandbox-worker.js'].flatMap((entry) => {
    const open = [join(out, 'main', entry)]
    const seen = new Set<string>()
    for (let file = open.pop(); file; file = open.pop()) {
      if (seen.has(file) || !existsSync(file)) continue
      seen.add(file)
      const { packages, files } = listLoads(file)
      if (packages.includes('electron')) return [`${entry} loads electron, by way of ${relative(out, file)}`]
      open.push(...files.filter((path) => path.endsWith('.js')))
    }
    return []
  })
}

/** A sandboxed preload has no `require` but for electron. */
function checkPreload(out: string): string[] {
  const preload = join(out, 'preload/preload.cjs')
  if (!existsSync(preload)) return ['preload/preload.cjs is missing']
  const { packages, files } = listLoads(preload)
  return [...packages.filter((name) => name !== 'electron'), ...files].map((name) => `preload.cjs loads ${name}`)
}

/** Every file the built code names is there. */
function checkFiles(root: string, out: string): string[] {
  const { main, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const entries = ['main.js', 'engine.js', 'cli.js', 'sandbox-worker.js'].map((name) => join(out, 'main', name))
  const named = [main, ...Object.values<string>(bin)].map((path) => join(out, relative('out', path)))
  const beside = /import\.meta\.dirname,\s*["'`]([^"'`]+)["'`]/g
  const all = [...entries, ...named, join(out, 'renderer/index.html')]
  for (const file of listFiles(join(out, 'main'), /\.js$/)) all.push(...listLoads(file).files)
  const shell = existsSync(join(out, 'main/main.js')) ? readFileSync(join(out, 'main/main.js'), 'utf8') : ''
  const shellNames = [...shell.matchAll(beside)].map(([, name = '']) => name)
  if (shellNames.length === 0) all.push(join(out, 'main/(nothing that main.js names was found)'))
  all.push(...shellNames.map((name) => join(out, 'main', name)))
  return [...new Set(all)].filter((path) => !existsSync(path)).map((path) => `${relative(out, path)} is missing`)
}

/** The page names only files of its own that are there and would be served, and asks for nothing its policy forbids. */
function checkPage(out: string): string[] {
  const folder = join(out, 'renderer')
  const html = existsSync(join(folder, 'index.html')) ? readFileSync(join(folder, 'index.html'), 'utf8') : ''
  const complaints: string[] = []
  const need = (from: string, path: string) => {
    const name = relative(folder, path)
    if (name.startsWith('..') || !existsSync(path)) complaints.push(`${from} names ${name}, which is not there`)
    else if (!findPageFile(`/${name.replaceAll('\\', '/')}`))
      complaints.push(`${from} names ${name}, which is not served`)
  }
  for (const [, name = ''] of html.matchAll(/<(?:script|link|img)\b[^>]*?\b(?:src|href)="([^"]*)"/g)) {
    if (/^(https?:)?\/\//.test(name)) complaints.push(`index.html names ${name}, which is not ours`)
    else if (!name.startsWith('data:')) need('index.html', join(folder, name))
  }
  if (/<script(?![^>]*\bsrc=)/.test(html)) complaints.push('index.html has an inline script')
  if (/<[a-z][^>]*\son[a-z]+\s*=/i.test(html)) complaints.push('index.html has an inline event handler')
  for (const file of listFiles(folder, /\.js$/)) {
    for (const path of listLoads(file, true).files) need(relative(folder, file), path)
  }
  for (const file of listFiles(folder, /\.css$/)) {
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/url\(\s*["']?([^"')]+)/g)) {
      if (/^(https?:)?\/\//.test(name)) complaints.push(`${relative(folder, file)} names ${name}, which is not ours`)
      else if (!/^(data:|#)/.test(name)) need(relative(folder, file), resolve(file, '..', name.split(/[?#]/)[0] ?? ''))
    }
  }
  return complaints
}

function checkPolicy(): string[] {
  return findPolicyHoles(pageHeaders['content-security-policy'] ?? '').map((hole) => `The content policy: ${hole}`)
}

/** The engine's built entry starts on an empty data folder, and stops when told. */
async function checkEngineBoots(out: string): Promise<string[]> {
  const entry = join(out, 'main/engine.js')
  if (!existsSync(entry)) return []
  const dataDir = mkdtempSync(join(tmpdir(), 'niti-check-'))
  const engine = new UtilityProcess(entry, [], { serviceName: 'check' })
  const { port1, port2 } = new MessageChannelMain()
  const exit = new Promise<number>((done) => engine.once('exit', done))
  const timer = setTimeout(() => engine.kill(), 20_000)
  try {
    const first = new Promise<unknown>((done) => engine.once('message', done))
    engine.postMessage({ niti: 'start', dataDir }, [port2])
    const word = engineReport.safeParse(await Promise.race([first, exit]))
    if (!word.success) return ['engine.js ended before it was ready']
    if (word.data.niti === 'failed') return [`engine.js could not start: ${word.data.error.message}`]
    engine.postMessage({ niti: 'stop' })
    const code = await exit
    return code === 0 ? [] : [`engine.js ended with code ${code} when it was told to stop`]
  } finally {
    clearTimeout(timer)
    engine.kill()
    await exit
    port1.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** All complaints about the shell built in `out`; none means that it is whole. */
export async function checkShell(root: string, out: string): Promise<string[]> {
  if (!existsSync(out)) return [`${out} is not there: run npm run build first`]
  return [
    ...checkFiles(root, out),
    ...checkPackages(root, out),
    ...checkElectronStaysOutside(out),
    ...checkPreload(out),
    ...checkPage(out),
    ...checkPolicy(),
    ...(await checkEngineBoots(out)),
  ]
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const complaints = await checkShell(root, join(root, 'out'))
  for (const complaint of complaints) console.error(complaint)
  if (complaints.length === 0) console.log('The built shell is whole.')
  process.exitCode = complaints.length > 0 ? 1 : 0
}
