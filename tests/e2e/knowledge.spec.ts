import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/app-test.ts'
import { writeFiles } from '../support/knowledge-kit.ts'
import { makePdf } from '../support/make-documents.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'

async function openKnowledge(page: Page): Promise<void> {
  // As text: it runs in the page.
  await page.evaluate(`location.hash = '#/knowledge'`)
  await expect(page.getByRole('heading', { name: 'Knowledge', level: 1 })).toBeVisible()
}

test('a base of words is made, indexed, searched, kept up to date and deleted', async ({ page, app }) => {
  const folder = join(app.filesDir, 'handbook')
  writeFiles(folder, {
    'holidays.md':
      '# Holidays\n\nEveryone has thirty days of holiday each year.\n\n## Carrying over\n\nDays that are left may be taken until the end of March.\n',
    'lease.pdf': makePdf([['The lease begins in May.'], ['Notice is three months, in writing.']], 'Lease'),
    'scan.pdf': makePdf([[]]),
  })
  await openKnowledge(page)
  await expect(page.getByText('No knowledge yet')).toBeVisible()
  await expectAccessible(page, 'knowledge, with nothing')
  await expectLaidOut(page, 'knowledge, with nothing')

  await test.step('made with the keyboard', async () => {
    await page.getByRole('button', { name: 'New knowledge base' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByRole('alert')).toHaveText('Give it a name.')
    await page.keyboard.type('Handbook')
    await dialog.getByRole('textbox', { name: 'Files and folders' }).fill(`${folder}-gone`)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog.getByRole('alert')).toContainText('there is no such file or folder')
    await dialog.getByRole('textbox', { name: 'Files and folders' }).fill('handbook')
    await expect(dialog.getByRole('combobox', { name: 'Found by' })).toContainText('Words only')
    await expectAccessible(page, 'a new base')
    await expectLaidOut(page, 'a new base')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(page.getByRole('heading', { name: 'Handbook', level: 1 })).toBeVisible()
  })

  await test.step('indexed', async () => {
    await expect(page.getByText('Not indexed yet')).toBeVisible()
    await expect(page.getByText(/Indexing now reads 3 files/)).toBeVisible()
    await expect(page.getByText('It costs nothing.')).toBeVisible()
    await page.getByRole('button', { name: 'Index now' }).click()
    await expect(page.getByText('Up to date')).toBeVisible()
    await expect(page.getByText('3 files, 4 passages')).toBeVisible()
    await page.getByText('1 file could not be read').click()
    await expect(page.getByText(/scan\.pdf has no text/)).toBeVisible()
  })

  await test.step('searched', async () => {
    await page.getByRole('searchbox', { name: 'Question' }).fill('days left until March')
    await page.keyboard.press('Enter')
    const first = page.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()
    await expect(first).toContainText('Holidays › Carrying over')
    await expect(first).toContainText('line 7')
    await expect(first.locator('mark')).toHaveText(['Days', 'left', 'until', 'March'])
    await expectAccessible(page, 'a base')
    await expectLaidOut(page, 'a base')
    await page.getByRole('searchbox', { name: 'Question' }).fill('notice in writing')
    await page.keyboard.press('Enter')
    await expect(first).toContainText('page 2')
    await page.getByRole('searchbox', { name: 'Question' }).fill('"; DROP TABLE (NEAR')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Nothing was found.')).toBeVisible()
  })

  await test.step('what changes is read by itself', async () => {
    writeFileSync(join(folder, 'parking.md'), 'Bicycles stand in the yard.')
    await expect(page.getByText('Files changed')).toBeVisible({ timeout: 15_000 })
    await expect(page.getByText('4 files, 5 passages')).toBeVisible({ timeout: 20_000 })
    rmSync(join(folder, 'parking.md'))
    await expect(page.getByText('3 files, 4 passages')).toBeVisible({ timeout: 20_000 })
  })

  await test.step('sources', async () => {
    writeFileSync(join(app.filesDir, 'more.txt'), 'Coffee is free.')
    await page.getByRole('textbox', { name: 'Path of a file or folder' }).fill('more.txt')
    await page.keyboard.press('Enter')
    await expect(page.getByText('more.txt')).toBeVisible()
    await page.getByRole('button', { name: /Remove .*more\.txt/ }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByText('more.txt')).toHaveCount(0)
  })

  await test.step('the list, and the end', async () => {
    await page.getByRole('button', { name: 'All knowledge bases' }).click()
    const row = page.getByRole('row', { name: /Handbook/ })
    await expect(row).toContainText('Words only')
    await expectAccessible(page, 'knowledge')
    await expectLaidOut(page, 'knowledge')
    await row.getByRole('link').click()
    await page.getByRole('button', { name: 'More for Handbook' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByText('No knowledge yet')).toBeVisible()
  })
})

test('a base with vectors says what they cost before, and finds by meaning', async ({ page, app }) => {
  writeFiles(app.filesDir, {
    'docs/tea.md': '# Tea\n\nTea is drunk at four.',
    'docs/coffee.md': 'Coffee is drunk all day.',
  })
  await openKnowledge(page)
  await page.getByRole('button', { name: 'New knowledge base' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Drinks')
  await dialog.getByRole('textbox', { name: 'Files and folders' }).fill('docs')
  await dialog.getByRole('combobox', { name: 'Found by' }).click()
  await page.getByRole('option', { name: /Demo model.*free/ }).click()
  await expect(dialog.getByRole('switch', { name: 'Read changed files by itself' })).not.toBeChecked()
  await dialog.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByText(/About \d+ tokens become vectors, for \$0/)).toBeVisible()
  await page.getByRole('button', { name: 'Index now' }).click()
  await expect(page.getByText('Up to date')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Question' }).fill('when is tea drunk')
  await page.keyboard.press('Enter')
  const first = page.getByRole('list', { name: 'What was found' }).getByRole('listitem').first()
  await expect(first).toContainText('meaning')
  await expect(first).toContainText('Tea is drunk at four.')
  // Changed files wait for a person here.
  writeFileSync(join(app.filesDir, 'docs/tea.md'), '# Tea\n\nTea is drunk at five.')
  await expect(page.getByText('Files changed')).toBeVisible({ timeout: 15_000 })
  await page.getByRole('button', { name: 'Index now' }).click()
  await expect(page.getByText('Up to date')).toBeVisible()
  await page.getByRole('link', { name: 'Open the run' }).first().click()
  await expect(page.getByText('Index “Drinks”').first()).toBeVisible()
})
