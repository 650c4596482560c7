import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractText, getDocumentProxy } from 'unpdf'
import { expect, test } from '../support/app-test.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { answerAsResearcher, sentences } from '../support/research-world.ts'

let release = () => {}
const held = { until: Promise.resolve() }

test.use({
  openAi: {
    async respond(body) {
      await held.until
      return answerAsResearcher(body)
    },
  },
})

const question = 'What does the year of a white stork look like?'

test('a question is asked, its progress is seen, a citation opens its passage, and the report is saved', async ({
  page,
  app,
}) => {
  const folder = join(app.filesDir, 'notes')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'storks.md'),
    `# Storks\n\nThey return each spring.\n\n${sentences.return}\n\n${sentences.route}\n`,
  )
  writeFileSync(join(folder, 'food.md'), `# Food of storks\n\n${sentences.food}\n`)
  held.until = new Promise((resolve) => {
    release = resolve
  })

  await page.goto(`${app.origin}/#/research`)
  await expect(page.getByText('What you research is kept here')).toBeVisible()
  await expectAccessible(page, 'research')
  await expectLaidOut(page, 'research')
  await page.getByRole('textbox', { name: 'Question' }).fill(question)
  await page.getByRole('combobox', { name: 'Search in' }).click()
  await page.getByRole('option', { name: 'A folder' }).click()
  const start = page.getByRole('button', { name: 'Start' })
  await expect(start).toBeDisabled()
  await page.getByRole('textbox', { name: 'Folder' }).fill('notes')
  await page.getByRole('combobox', { name: 'Depth' }).click()
  await page.getByRole('option', { name: 'Quick' }).click()
  await expect(page.getByText(/^About \$0\.0/)).toBeVisible()
  await expect(page.getByText('A rough guess')).toBeVisible()
  await start.click()

  const progress = page.getByRole('region', { name: 'Progress' })
  await expect(progress.getByText('Plan sub-questions')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
  release()
  await expect(progress.getByText('When do white storks return?')).toBeVisible()
  await expect(progress.getByText('storks.md').first()).toBeVisible()
  const report = page.getByRole('region', { name: 'Report' })
  await expect(page.getByRole('heading', { name: 'The year of the white stork' })).toBeVisible()
  await expect(report.getByRole('heading', { name: 'In short' })).toBeVisible()
  await expect(progress.getByText(/pages read, \d quotes kept/)).toBeVisible()

  await report.getByRole('button', { name: 'Citation 2' }).first().click()
  const passage = page.getByRole('dialog', { name: 'Citation 2' })
  await expect(passage.locator('mark')).toHaveText('White storks return to their nests in March')
  await expect(passage).toContainText('and they stay until the end of August.')
  await expectAccessible(page, 'research')
  await expectLaidOut(page, 'research')
  await page.keyboard.press('Escape')

  const save = async (kind: string) => {
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: kind }).click(),
    ])
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
  }
  const markdown = await save('Markdown')
  expect(markdown.name).toBe('the-year-of-the-white-stork.md')
  expect(markdown.bytes.toString()).toContain(
    '[^2]: “White storks return to their nests in March” — Storks (`notes/storks.md`)',
  )
  const pdf = await save('PDF')
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf.bytes)), { mergePages: true })
  expect(text).toContain('The year of the white stork')

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Open the workflow' }).click()
  await expect(page.getByText('How deep and where').first()).toBeVisible()
  await page.goBack()
  await expect(
    page.getByRole('region', { name: 'Past research' }).getByText('The year of the white stork'),
  ).toBeVisible()
})
