import { expect, test } from '../support/app-test.ts'

const dir = '/tmp/niti/scr-shots'
for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, viewport: { width: 1280, height: 800 } })
    test('look', async ({ page }) => {
      const shot = (name: string) => page.screenshot({ path: `${dir}/${name}-${colorScheme}.png` })
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Agents' }).click()
      await expect(page.getByRole('button', { name: /Research assistant/ })).toBeVisible()
      await shot('list-empty')
      for (const name of [/Inbox helper/, /First steps/, /File organiser/, /Research assistant/]) {
        await page.getByRole('region', { name: 'Begin from an example' }).getByRole('button', { name }).click()
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
        if (!/Research/.test(String(name))) await page.getByRole('link', { name: 'All agents' }).click()
      }
      await page.waitForTimeout(800)
      await shot('editor')
      await page
        .locator('.overflow-y-auto[role=tabpanel]')
        .first()
        .evaluate((el) => el.scrollTo(0, 620))
      await page.waitForTimeout(400)
      await shot('editor-2')
      await page.getByRole('button', { name: 'Add tools' }).click()
      await page.waitForTimeout(400)
      await shot('picker')
      await page.getByPlaceholder('Search services').fill('send message')
      await page.waitForTimeout(300)
      await shot('picker-found')
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Done' }).click()
      await page.waitForTimeout(500)
      await shot('editor-3')
      await page
        .locator('.overflow-y-auto[role=tabpanel]')
        .first()
        .evaluate((el) => el.scrollTo(0, 6200))
      await page.waitForTimeout(400)
      await shot('editor-4')
      await page.getByRole('tab', { name: 'Notes' }).click()
      await page.waitForTimeout(300)
      await shot('notes')
      await page.getByRole('link', { name: 'All agents' }).click()
      await page.waitForTimeout(400)
      await shot('list')
    })
  })
}
