// `npm run icons`: draws the PNG files of resources/app from the SVG files beside them. Run it after changing one of those.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { findChromium } from './ready/find-chromium.mjs'

const folder = new URL('../resources/app/', import.meta.url)

type Drawing = { from: string; to: string; pixels: number; color?: string }

/** macOS colours a file called …Template by itself and takes the @2x one on fine screens; the other tray icon must do on light and dark. */
const drawings: Drawing[] = [
  { from: 'icon.svg', to: 'icon.png', pixels: 1024 },
  { from: 'icon.svg', to: 'icon-512.png', pixels: 512 },
  { from: 'tray.svg', to: 'tray.png', pixels: 32, color: '#8b85ff' },
  { from: 'tray.svg', to: 'trayTemplate.png', pixels: 16, color: '#000000' },
  { from: 'tray.svg', to: 'trayTemplate@2x.png', pixels: 32, color: '#000000' },
]

const browser = await chromium.launch({ executablePath: findChromium() ?? undefined })
try {
  const page = await browser.newPage()
  for (const { from, to, pixels, color = 'inherit' } of drawings) {
    const svg = readFileSync(new URL(from, folder), 'utf8')
    await page.setViewportSize({ width: pixels, height: pixels })
    await page.setContent(
      `<style>body { margin: 0; color: ${color} } svg { display: block; width: ${pixels}px; height: ${pixels}px }</style>${svg}`,
    )
    await page.screenshot({ path: fileURLToPath(new URL(to, folder)), omitBackground: true })
    console.log(`${to} ${pixels}x${pixels}`)
  }
} finally {
  await browser.close()
}
