import type { BrowserContext, Locator, Page } from '@playwright/test'
import { test as base, expect } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { type GitLabServer, startGitLabServer } from '../support/gitlab-server.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const test = base.extend<{ gitlab: GitLabServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures one needs off this pattern
  gitlab: async ({}, use) => {
    const server = await startGitLabServer()
    await use(server)
    await server.close()
  },
})

/** Where GitLab's answer comes back to. */
const redirectUrl = 'http://127.0.0.1:53685/callback'

function openWizard(page: Page, name: string) {
  const sheet = page.getByRole('dialog', { name })
  return {
    sheet,
    server: sheet.getByRole('textbox', { name: 'Server' }),
    clientId: sheet.getByRole('textbox', { name: 'Client ID' }),
    signIn: sheet.getByRole('button', { name: 'Sign in in the browser' }),
    progress: sheet.getByRole('status', { name: 'Signing in' }),
    done: sheet.getByRole('heading', { name: 'Connected' }),
  }
}

async function openGitLab(page: Page): Promise<void> {
  await goTo(page, 'Integrations')
  await page.getByRole('searchbox', { name: 'Search services and actions' }).fill('gitlab')
  await page
    .getByRole('list', { name: 'Services' })
    .getByRole('link', { name: /^GitLab/ })
    .click()
}

/** Follows the wizard's link, as a person whose browser did not open by itself, and answers at GitLab's page. */
async function answerInBrowser(
  context: BrowserContext,
  { progress }: { progress: Locator },
  answer: 'Authorize Niti' | 'Cancel',
): Promise<string> {
  const opening = context.waitForEvent('page')
  await progress.getByRole('link', { name: /^Open it/ }).click()
  const tab = await opening
  await tab.getByRole('button', { name: answer }).click()
  await tab.waitForURL(`${redirectUrl}?**`)
  const told = await tab.locator('body').innerText()
  await tab.close()
  return told
}

async function isListening(): Promise<boolean> {
  return fetch(redirectUrl).then(
    () => true,
    () => false,
  )
}

const connectionOf = (page: Page, title: string): Locator =>
  page.getByRole('listitem', { name: `Connection ${title}`, exact: true })

test('a sign-in in the browser, from the wizard to giving it back', async ({
  page,
  context,
  gitlab,
  app,
  complaints,
}) => {
  // Three sign-ins, each through the pages of a provider.
  test.setTimeout(120_000)
  // The page of the answer has no icon, and says so with 404.
  complaints.allow(/127\.0\.0\.1:53685\/favicon\.ico/)
  const editor = openEditor(page)
  const wizard = openWizard(page, 'Connect GitLab')
  const connectionId = async () => {
    const { stdout } = await app.niti(['connections', '--json'])
    const [only, ...others]: { connectionId: string }[] = JSON.parse(stdout)
    expect(others).toEqual([])
    return only?.connectionId ?? ''
  }
  const runIssues = async (state: 'Succeeded' | 'Failed') => {
    await editor.run.click()
    await editor.expectState('Issues', state)
  }

  await test.step('an address on this machine is allowed first', async () => {
    await openGitLab(page)
    await page.getByRole('button', { name: 'Connect GitLab' }).click()
    await wizard.sheet.getByRole('radio', { name: /^Sign in with GitLab/ }).click()
    await wizard.clientId.fill('niti-application')
    await wizard.server.fill(gitlab.url)
    await wizard.signIn.click()
    await expect(wizard.sheet.getByRole('alert')).toContainText('would be signed in to without encryption')
    expect(await isListening()).toBe(false)
    await wizard.sheet.getByRole('button', { name: 'Advanced' }).click()
    await wizard.sheet.getByRole('switch', { name: /^Allow addresses on this machine/ }).click()
    await expect(wizard.sheet.getByRole('alert')).toHaveCount(0)
  })

  await test.step('who refuses is told so, and nothing entered is lost', async () => {
    await wizard.signIn.click()
    expect(await answerInBrowser(context, wizard, 'Cancel')).toContain('You are not signed in')
    await expect(wizard.sheet.getByRole('alert')).toContainText('GitLab was not allowed to let Niti in.')
    await expect(wizard.sheet.getByRole('alert')).toBeInViewport({ ratio: 1 })
    await expect(wizard.clientId).toHaveValue('niti-application')
    await expectAccessible(page, 'the wizard after consent was denied')
    await expectLaidOut(page, 'the wizard after consent was denied')
    expect(await isListening()).toBe(false)
  })

  await test.step('given up, nobody listens for the browser any more', async () => {
    await wizard.signIn.click()
    await expect(wizard.progress.getByRole('link', { name: /^Open it/ })).toBeVisible()
    expect(await isListening()).toBe(true)
    await wizard.sheet.getByRole('button', { name: 'Stop signing in' }).click()
    await expect.poll(isListening).toBe(false)
  })

  await test.step('who agrees is connected, with the name of the account', async () => {
    await wizard.signIn.click()
    expect(await answerInBrowser(context, wizard, 'Authorize Niti')).toContain('You can close this window')
    await expect(wizard.done).toBeVisible()
    await expect(wizard.sheet).toContainText('ada')
    await expect(wizard.sheet.getByRole('button', { name: 'Done' })).toBeFocused()
    await wizard.sheet.getByRole('button', { name: 'Done' }).click()
    await expect(connectionOf(page, 'ada')).toContainText('Renews by itself')
  })

  const first = await connectionId()
  await test.step('a node works with it, also after its token has ended', async () => {
    await goTo(page, 'Workflows')
    const issues = { type: 'gitlab.list-issues', params: { connection: first, project: 'acme/shop' } }
    await importWorkflow(page, sketchWorkflow('Shop', 'start -> issues', { start: { type: 'manual' }, issues }))
    await runIssues('Succeeded')
    expect(gitlab.refreshes()).toBe(0)
    await gitlab.endTokens()
    await runIssues('Succeeded')
    await expect.poll(gitlab.refreshes).toBe(1)
    await editor.card('Issues').click()
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('Order flow broken')
  })

  await test.step('taken back at GitLab, it is signed in again and stays the same connection', async () => {
    await gitlab.takeBack()
    await runIssues('Failed')
    await expect(editor.inspector).toContainText('GitLab refuses the sign-in of “ada”: 401 Unauthorized.')
    await expect(editor.inspector).toContainText('Sign in again under “Integrations”, GitLab.')
    await editor.dockTab('Problems').click()
    await expect(editor.dock).toContainText('“ada” has to be signed in again.')
    await openGitLab(page)
    const card = connectionOf(page, 'ada')
    await card.getByRole('button', { name: /^Sign in again/ }).click()
    const again = openWizard(page, 'Sign in to GitLab again')
    await expect(again.server).toHaveValue(gitlab.url)
    await expect(again.sheet).toContainText('The client you entered before is used again.')
    await expectAccessible(page, 'the wizard of signing in again')
    await again.signIn.click()
    await answerInBrowser(context, again, 'Authorize Niti')
    await expect(again.done).toBeVisible()
    await again.sheet.getByRole('button', { name: 'Done' }).click()
    await expect(card).toContainText('Works')
    expect(await connectionId()).toBe(first)
    await goTo(page, 'Workflows')
    await page.getByRole('link', { name: 'Shop', exact: true }).first().click()
    await runIssues('Succeeded')
  })

  const disconnect = async ({ forgetsClient }: { forgetsClient: boolean }) => {
    const more = connectionOf(page, 'ada').getByRole('button', { name: /^More for/ })
    await more.click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    const question = page.getByRole('alertdialog', { name: 'Disconnect “ada”?' })
    const tick = question.getByRole('checkbox', { name: 'Forget the app’s client as well' })
    await expect(tick).not.toBeChecked()
    if (forgetsClient) await tick.click()
    await expectAccessible(page, 'the question with a client that is kept')
    await question.getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByText('The service took the access back.').first()).toBeVisible()
    await expect(page.getByText('Not connected yet.')).toBeVisible()
  }

  await test.step('disconnecting gives it back, and keeps the client for the next time', async () => {
    await openGitLab(page)
    await disconnect({ forgetsClient: false })
    expect(gitlab.revoked).toContain('RefreshToken')
    await page.getByRole('button', { name: 'Connect GitLab' }).click()
    await wizard.sheet.getByRole('radio', { name: /^Sign in with GitLab/ }).click()
    await expect(wizard.sheet).toContainText('The client you entered before is used again.')
    await wizard.server.fill(gitlab.url)
    await wizard.sheet.getByRole('button', { name: 'Advanced' }).click()
    await wizard.sheet.getByRole('switch', { name: /^Allow addresses on this machine/ }).click()
    await wizard.signIn.click()
    await answerInBrowser(context, wizard, 'Authorize Niti')
    await wizard.sheet.getByRole('button', { name: 'Done' }).click()
  })

  await test.step('the client is forgotten with it where that is ticked', async () => {
    await disconnect({ forgetsClient: true })
    await page.getByRole('button', { name: 'Connect GitLab' }).click()
    await wizard.sheet.getByRole('radio', { name: /^Sign in with GitLab/ }).click()
    await expect(wizard.clientId).toHaveValue('')
    await expect(wizard.sheet).not.toContainText('The client you entered before')
  })
})
