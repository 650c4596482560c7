import { expect, type Locator, type Page } from '@playwright/test'
import { writeWorkflowFile } from '../../shared/workflow/file.ts'
import type { Workflow } from '../../shared/workflow/workflow.ts'

export type GivenFile = { name: string; mimeType: string; buffer: Buffer }

export function fileOf(document: Workflow, name = `${document.name}.niti.json`): GivenFile {
  return { name, mimeType: 'application/json', buffer: Buffer.from(writeWorkflowFile(document)) }
}

/** Chooses files in the dialog of the Import button. */
export async function chooseFiles(page: Page, files: GivenFile[]): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Import' }).click()
  await (await choosing).setFiles(files)
}

/** Brings a workflow into the app by its Import button, which opens it. */
export async function importWorkflow(page: Page, document: Workflow): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Workflows' }).click()
  await chooseFiles(page, [fileOf(document)])
  await expect(page.getByRole('application', { name: 'Workflow canvas' })).toBeVisible()
}

export function goTo(
  page: Page,
  screen: 'Workflows' | 'Integrations' | 'Runs' | 'Dashboard' | 'Costs' | 'Settings',
): Promise<void> {
  return page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen }).click()
}

/** A workflow's card in the list. */
export function workflowCard(page: Page, name: string): Locator {
  return page.getByRole('article').filter({ has: page.getByRole('link', { name, exact: true }) })
}

/** Drops files onto a place, as from the system's file manager. */
export async function dropFiles(page: Page, place: Locator, files: GivenFile[]): Promise<void> {
  const given = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, text: buffer.toString() }))
  // As text: it runs in the page, whose types the tests' own code does not have.
  const transfer = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer()
    for (const { name, mimeType, text } of ${JSON.stringify(given)}) {
      transfer.items.add(new File([text], name, { type: mimeType }))
    }
    return transfer
  })()`)
  for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer: transfer })
}
