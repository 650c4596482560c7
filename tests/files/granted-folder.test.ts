import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderPathParts } from '../../electron/engine/files/folder-path.ts'
import { compilePattern } from '../../electron/engine/files/folder-pattern.ts'
import { createGrantedFolder } from '../../electron/engine/files/granted-folder.ts'
import { temporaryFolder } from '../support/test-engine.ts'

const secret = 'what nobody granted'

/** A granted folder beside one that nobody granted, with links between them. */
function setUp() {
  const base = temporaryFolder()
  const [root, outside, dataDir] = ['granted', 'outside', 'data'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ] // three names, three paths
  for (const folder of [root, outside, dataDir, join(root, 'in')]) mkdirSync(folder)
  writeFileSync(join(outside, 'secret.txt'), secret)
  writeFileSync(join(dataDir, 'niti.db'), secret)
  writeFileSync(join(base, 'granted-not.txt'), secret)
  writeFileSync(join(root, 'in', 'tea.md'), 'tea')
  symlinkSync(outside, join(root, 'link-folder'))
  symlinkSync(join(outside, 'secret.txt'), join(root, 'link-file'))
  symlinkSync('../outside/secret.txt', join(root, 'link-relative'))
  symlinkSync(join(outside, 'not-there.txt'), join(root, 'link-nowhere'))
  symlinkSync('link-file', join(root, 'link-of-link'))
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync('/', join(root, 'disk'))
  symlinkSync('/dev/zero', join(root, 'zero'))
  symlinkSync('in/tea.md', join(root, 'link-inside'))
  symlinkSync('in', join(root, 'folder-inside'))
  execFileSync('mkfifo', [join(root, 'pipe')])
  return { base, root, outside, dataDir, folder: createGrantedFolder({ folder: root, dataDir }) }
}

const escapes = [
  ...['../outside/secret.txt', 'in/../../outside/secret.txt', '..', 'in/..', './../outside/secret.txt'],
  ...['..\\outside\\secret.txt', 'in\\..\\..\\outside\\secret.txt', 'in/..\\../outside/secret.txt'],
  ...['/etc/passwd', '//etc/passwd', '\\\\server\\share\\x', 'C:\\Windows\\win.ini', 'c:secret.txt', '\\etc\\passwd'],
  ...['link-folder/secret.txt', 'link-file', 'link-relative', 'link-of-link', 'link-folder', 'disk/etc/passwd'],
  ...['zero', 'pipe', 'loop', 'link-nowhere', 'link-folder/../../outside/secret.txt', 'in/tea.md\0.txt', '\0'],
  ...['in/../link-file', 'folder-inside/../../outside/secret.txt', 'link-nowhere/x.txt', 'disk/tmp/x.txt'],
]

test.each(escapes)('%j is neither read, written nor listed', async (path) => {
  const { root, outside, folder } = setUp()
  const before = readFileSync(join(outside, 'secret.txt'), 'utf8')
  await expect(folder.readText({ path, maxBytes: 1_000_000 })).rejects.toMatchObject({ info: { kind: 'user' } })
  for (const mode of ['overwrite', 'append'] as const) {
    await expect(folder.writeText({ path, text: 'x', mode })).rejects.toMatchObject({ info: { kind: 'user' } })
  }
  const beside = await folder.writeText({ path, text: 'x', mode: 'keep-existing' }).catch(() => null)
  // Kept beside what is there: a new file of the folder, whatever the name that was taken leads to.
  if (beside) expect(lstatSync(join(root, beside.path)).isFile()).toBe(true)
  await expect(folder.list({ path, pattern: '**', limit: 10 })).rejects.toMatchObject({ info: { kind: 'user' } })
  expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(before)
  expect(existsSync(join(outside, 'not-there.txt'))).toBe(false)
  expect(existsSync(join(outside, 'secret-2.txt'))).toBe(false)
})

test('what an error says quotes neither what lies outside nor where it lies', async () => {
  const { outside, folder } = setUp()
  for (const path of escapes) {
    const error = await folder.readText({ path, maxBytes: 1_000_000 }).catch((thrown: Error) => thrown)
    expect(String(error)).not.toContain(secret)
    expect(String(error)).not.toContain(outside)
  }
})

test('names that look like tricks and are none are names', async () => {
  const { root, folder } = setUp()
  for (const path of ['%2e%2e/x.txt', '~/x.txt', '..x/x.txt', 'x../x.txt', '．．/x.txt', '$HOME/x.txt', '...']) {
    const { path: written } = await folder.writeText({ path, text: path, mode: 'overwrite' })
    expect(readFileSync(join(root, written), 'utf8')).toBe(path)
    expect(await folder.readText({ path, maxBytes: 100 })).toBe(path)
  }
})

test('a folder whose name begins alike is another one', async () => {
  const { base, outside, dataDir } = setUp()
  mkdirSync(join(base, 'out'))
  symlinkSync(join(outside, 'secret.txt'), join(base, 'out', 'link'))
  const folder = createGrantedFolder({ folder: join(base, 'out'), dataDir })
  await expect(folder.readText({ path: 'link', maxBytes: 100 })).rejects.toMatchObject({
    info: { code: 'files.outside' },
  })
})

test('links that stay inside are followed, and are written through', async () => {
  const { root, folder } = setUp()
  expect(await folder.readText({ path: 'link-inside', maxBytes: 100 })).toBe('tea')
  expect(await folder.readText({ path: 'folder-inside/tea.md', maxBytes: 100 })).toBe('tea')
  await folder.writeText({ path: 'link-inside', text: 'green', mode: 'overwrite' })
  expect(readFileSync(join(root, 'in', 'tea.md'), 'utf8')).toBe('green')
  expect(lstatSync(join(root, 'link-inside')).isSymbolicLink()).toBe(true)
})

test('a list names what can be reached and nothing behind links that lead out', async () => {
  const { folder } = setUp()
  const { entries, isCut } = await folder.list({ path: '', pattern: '**', limit: 100 })
  expect(isCut).toBe(false)
  expect(entries).toEqual([
    { path: 'folder-inside', kind: 'folder', bytes: 0 },
    { path: 'in', kind: 'folder', bytes: 0 },
    { path: 'in/tea.md', kind: 'file', bytes: 3 },
    { path: 'link-inside', kind: 'file', bytes: 3 },
  ])
  expect((await folder.list({ path: 'in', pattern: '*.md', limit: 100 })).entries).toHaveLength(1)
})

test("Niti's own data is out of reach, also where a folder around it was granted", async () => {
  const { base, dataDir } = setUp()
  const folder = createGrantedFolder({ folder: base, dataDir })
  await expect(folder.readText({ path: 'data/niti.db', maxBytes: 100 })).rejects.toMatchObject({
    info: { code: 'files.own' },
  })
  for (const path of ['data/niti.db', 'data/new.txt', 'data']) {
    await expect(folder.writeText({ path, text: 'x', mode: 'overwrite' })).rejects.toMatchObject({
      info: { code: 'files.own' },
    })
  }
  const { entries } = await folder.list({ path: '', pattern: '**', limit: 100 })
  expect(entries.filter(({ path }) => path.startsWith('data'))).toEqual([])
})

test.runIf(process.platform === 'linux')(
  'whatever is exchanged for a link while files are read and written, nothing outside is',
  async () => {
    const { root, outside, folder } = setUp()
    let goesOn = true
    const exchange = (async () => {
      while (goesOn) {
        // What is written meanwhile makes the folder anew where it is missing at that moment: then it is a folder this time.
        rmSync(join(root, 'flip'), { recursive: true, force: true, maxRetries: 3 })
        if (!existsSync(join(root, 'flip'))) await symlink(outside, join(root, 'flip')).catch(() => null)
        await new Promise(setImmediate)
        rmSync(join(root, 'flip'), { recursive: true, force: true, maxRetries: 3 })
        mkdirSync(join(root, 'flip'), { recursive: true })
        await writeFile(join(root, 'flip', 'secret.txt'), 'inside').catch(() => null)
        await new Promise(setImmediate)
      }
    })()
    const read = new Set<string>()
    try {
      for (let round = 0; round < 300; round++) {
        const text = await folder.readText({ path: 'flip/secret.txt', maxBytes: 1_000 }).catch(() => '')
        read.add(text)
        const written = { path: 'flip/written.txt', text: 'x', mode: 'overwrite' as const }
        await folder.writeText(written).catch(() => null)
        await folder
          .writeText({ ...written, path: 'flip/secret.txt', mode: 'append' as const, text: '' })
          .catch(() => null)
      }
    } finally {
      goesOn = false
      await exchange
    }
    expect([...read].filter((text) => text.includes(secret))).toEqual([])
    expect(existsSync(join(outside, 'written.txt'))).toBe(false)
    expect(readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(secret)
  },
  30_000,
)

test.each([
  ['%PDF-1.7 x', 'a PDF'],
  ['\x89PNG\r\n\x1a\n', 'a picture (PNG)'],
  ['\xff\xd8\xff\xe0', 'a picture (JPEG)'],
  ['PK\x03\x04', 'a Zip archive or an Office document'],
  ['a\0b', 'a binary file'],
])('%j is said to be %s', async (bytes, what) => {
  const { root, folder } = setUp()
  writeFileSync(join(root, 'file'), Buffer.from(bytes, 'latin1'))
  await expect(folder.readText({ path: 'file', maxBytes: 100 })).rejects.toThrow(`\`file\` is ${what}, not text.`)
})

test('text is UTF-8 and not over the limit', async () => {
  const { root, folder } = setUp()
  writeFileSync(join(root, 'latin'), Buffer.from('caf\xe9', 'latin1'))
  await expect(folder.readText({ path: 'latin', maxBytes: 100 })).rejects.toMatchObject({
    info: { code: 'files.not-text' },
  })
  await expect(folder.readText({ path: 'in/tea.md', maxBytes: 2 })).rejects.toMatchObject({
    info: { code: 'files.too-large' },
  })
  await expect(folder.readText({ path: 'in', maxBytes: 2 })).rejects.toMatchObject({
    info: { code: 'files.not-a-file' },
  })
})

test('writes the whole file or nothing, adds to one, keeps one, and makes folders', async () => {
  const { root, folder } = setUp()
  const write = (mode: 'overwrite' | 'append' | 'keep-existing', text: string) =>
    folder.writeText({ path: 'a/b/c.txt', text, mode })
  expect(await write('keep-existing', 'one')).toEqual({ path: 'a/b/c.txt', bytes: 3 })
  expect(await write('keep-existing', 'two')).toEqual({ path: 'a/b/c-2.txt', bytes: 3 })
  await write('append', ' more')
  expect(readFileSync(join(root, 'a/b/c.txt'), 'utf8')).toBe('one more')
  await write('overwrite', 'new')
  expect(readFileSync(join(root, 'a/b/c.txt'), 'utf8')).toBe('new')
  expect((await folder.list({ path: 'a', pattern: '**', limit: 9 })).entries.map(({ path }) => path)).toEqual([
    'a/b',
    'a/b/c-2.txt',
    'a/b/c.txt',
  ])
  await expect(folder.writeText({ path: '', text: 'x', mode: 'overwrite' })).rejects.toMatchObject({
    info: { code: 'files.no-path' },
  })
})

test('a hard link is a file like any other', async () => {
  const { root, folder } = setUp()
  linkSync(join(root, 'in', 'tea.md'), join(root, 'hard.md'))
  expect(await folder.readText({ path: 'hard.md', maxBytes: 10 })).toBe('tea')
})

test.each(['CON', 'nul.txt', 'a/COM1', 'x.txt:stream', 'name.', 'name ', 'a<b', 'lpt9.md', 'CONIN$'])(
  '%j is no name on Windows',
  (path) => {
    expect(() => folderPathParts(path, 'win32')).toThrow('which is no name for a file')
    expect(folderPathParts(path, 'linux').join('/')).toBe(path)
  },
)

test.each([
  ['**', 'a/b.md', true],
  ['*.md', 'b.md', true],
  ['*.md', 'a/b.md', false],
  ['**/*.md', 'a/c/b.md', true],
  ['**/*.md', 'b.md', true],
  ['a/**', 'a/c/b.md', true],
  ['a/**/b.md', 'a/b.md', true],
  ['a/**/b.md', 'c/b.md', false],
  ['{a,c}/?.{md,txt}', 'c/b.txt', true],
  ['{a,c}/?.{md,txt}', 'c/bb.txt', false],
  ['a.c', 'abc', false],
  ['(a+)+$', 'aaaa', false],
])('the pattern %s and %s: %s', (pattern, path, fits) => {
  expect(compilePattern(pattern)(path)).toBe(fits)
})

test('no pattern takes long, and one that stands for too many is refused', () => {
  const startedAt = performance.now()
  const path = `${'a/'.repeat(100)}${'a'.repeat(200)}`
  expect(compilePattern(`${'**/'.repeat(30)}${'*a'.repeat(50)}b`)(path)).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(() => compilePattern('{a,b}'.repeat(20))).toThrow('too many')
  expect(() => compilePattern('x'.repeat(300))).toThrow('300 characters')
})
