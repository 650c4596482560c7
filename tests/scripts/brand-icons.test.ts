import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { afterEach, describe, expect, it } from 'vitest'
import { brandIcons, brandOf } from '../../scripts/brand-icons.ts'
import { readableColor } from '../../scripts/readable-color.ts'

describe('brandOf', () => {
  it('reads the brand off an integration, wherever it comes in the file', () => {
    expect(brandOf("  id: 'x',\n  brand: 'notion',\n")).toBe('notion')
    expect(brandOf("  brand: null,\n  title: 'brand: none'\n")).toBeNull()
    expect(brandOf('')).toBeNull()
  })
})

describe('readableColor', () => {
  it('keeps what is readable and moves the rest just far enough', () => {
    expect(readableColor('4A154B', '#ffffff', 3.6)).toBe('#4a154b')
    expect(readableColor('FFE01B', '#ffffff', 3.6)).not.toBe('#ffe01b')
    expect(readableColor('000000', '#15171b', 3.6)).toMatch(/^#([5-9a-f][0-9a-f])\1\1$/)
  })

  it('comes to black or white where nothing less will do', () => {
    expect(readableColor('808080', '#ffffff', 21)).toBe('#000000')
    expect(readableColor('808080', '#000000', 21)).toBe('#ffffff')
  })
})

describe('the module of brands', () => {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })

  /** What a page built from these integrations gets. */
  async function build(files: Record<string, string>): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), 'niti-brands-'))
    folders.push(folder)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const page = join(folder, 'page.js')
    writeFileSync(page, "export { brandMarks } from 'virtual:brand-icons'")
    const bundle = await rolldown({ input: page, plugins: [brandIcons(folder)] })
    const { output } = await bundle.generate({ format: 'es' })
    await bundle.close()
    return output[0].code
  }

  it('holds the brands that are named, and no others', async () => {
    const code = await build({ 'a.integration.ts': "  brand: 'notion',", 'b.integration.ts': '  brand: null,' })
    expect(code).toContain('notion')
    expect(code).not.toContain('gmail')
    expect(code).toContain('path')
  })

  it('stops where simple-icons has no such brand, and names the file', async () => {
    await expect(build({ 'a.integration.ts': "  brand: 'no-such-brand'," })).rejects.toThrow(/a\.integration\.ts names/)
  })
})
