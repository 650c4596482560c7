import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Plugin } from 'vite'
import { readableColor } from './readable-color.ts'

const moduleName = 'virtual:brand-icons'
const resolvedName = `\0${moduleName}`

/** What the tile of a brand stands on, in each theme: the panel's colours in renderer/theme.css. */
const grounds = { light: '#ffffff', dark: '#15171b' }
/** WCAG 1.4.11 asks 3 of a graphic; the tile is tinted, which takes a little away. */
const contrast = 3.6

/**
 * The pictures of the brands that integrations name by `brand: '…'`, and no others, as `virtual:brand-icons`. They are
 * found in the integrations' own files, so that adding a service touches one file; a brand that simple-icons does not
 * have stops the build. `folder`: where those files are.
 */
export function brandIcons(folder: string): Plugin {
  return {
    name: 'niti-brand-icons',
    resolveId: (id) => (id === moduleName ? resolvedName : undefined),
    async load(id) {
      if (id !== resolvedName) return undefined
      const bySlug = new Map((await allIcons()).map((icon) => [icon.slug, icon]))
      const marks: Record<string, { path: string; light: string; dark: string }> = {}
      for (const { file, slug } of namedBrands(folder)) {
        this.addWatchFile(file)
        if (slug === null) continue
        const icon = bySlug.get(slug)
        if (!icon) this.error(`${basename(file)} names the brand “${slug}”, which simple-icons does not have`)
        marks[slug] = {
          path: icon.path,
          light: readableColor(icon.hex, grounds.light, contrast),
          dark: readableColor(icon.hex, grounds.dark, contrast),
        }
      }
      return `export const brandMarks = ${JSON.stringify(marks)}`
    },
  }
}

/** Slug of simple-icons by the file that names it; null where a file names none. */
export function brandOf(source: string): string | null {
  return /^\s*brand:\s*'([^']+)'/m.exec(source)?.[1] ?? null
}

function namedBrands(folder: string): { file: string; slug: string | null }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .map((file) => ({ file, slug: brandOf(readFileSync(file, 'utf8')) }))
}

/** Loaded only where a page is built: it is megabytes of pictures. */
async function allIcons() {
  // Some loaders of modules put the whole of it there once more, as `default`.
  return Object.values(await import('simple-icons')).filter((icon) => 'slug' in icon)
}
