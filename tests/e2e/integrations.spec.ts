import type { Locator, Page } from '@playwright/test'
import { test as base, expect, reopenApp } from '../support/app-test.ts'
import { sketchWorkflow } from '../support/app-workflows.ts'
import { expectAccessible, expectLaidOut } from '../support/page-check.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'
import { type QdrantServer, startQdrantServer } from '../support/qdrant-server.ts'

const key = 'qd-right-key-0123456789'

const test = base.extend<{ qdrant: QdrantServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures one needs off this pattern
  qdrant: async ({}, use) => {
    const server = await startQdrantServer(key)
    await use(server)
    await server.close()
  },
})

const themes = ['light', 'dark'] as const

/** The page as it stands, in both themes. */
async function expectFine(page: Page, where: string): Promise<void> {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    await expectAccessible(page, `${where}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await expectLaidOut(page, where)
}

function openGallery(page: Page) {
  return {
    search: page.getByRole('searchbox', { name: 'Search services and actions' }),
    services: page.getByRole('list', { name: 'Services' }).getByRole('link'),
  }
}

function openWizard(page: Page, name: string) {
  const sheet = page.getByRole('dialog', { name })
  return {
    sheet,
    address: sheet.getByRole('textbox', { name: 'Address' }),
    key: sheet.getByLabel(/^API key/),
    advanced: sheet.getByRole('button', { name: 'Advanced' }),
    allowPrivate: sheet.getByRole('switch', { name: /^Allow addresses on this machine/ }),
    connect: sheet.getByRole('button', { name: 'Connect', exact: true }),
    done: sheet.getByRole('heading', { name: 'Connected' }),
  }
}

async function connectQdrant(page: Page, qdrant: QdrantServer, name = 'Connect Qdrant'): Promise<void> {
  const wizard = openWizard(page, name)
  await wizard.address.fill(qdrant.url)
  await wizard.key.fill(key)
  await wizard.advanced.click()
  await wizard.allowPrivate.click()
  await wizard.connect.click()
  await expect(wizard.done).toBeVisible()
  await expect(wizard.sheet).toContainText('2 collections')
}

const connectionOf = (page: Page, title: string): Locator =>
  page.getByRole('listitem', { name: `Connection ${title}`, exact: true })

test('services are found by typing, by kind and by the keyboard alone', async ({ page }) => {
  const { search, services } = openGallery(page)
  await page.keyboard.press('Alt+4')
  await expect(services.first()).toBeVisible()
  await expectFine(page, 'the gallery')
  const all = await services.count()

  await test.step('what is typed is found in titles and in what a service does', async () => {
    await expect(search).toBeFocused()
    await page.keyboard.type('find similar')
    await expect(services.filter({ hasText: 'Qdrant' })).toContainText('Finds: Find similar points')
    await search.fill('nothing is called this')
    await expect(page.getByText('No service fits')).toBeVisible()
    await expectFine(page, 'the gallery with nothing found')
    await page.getByRole('button', { name: 'Show all services' }).click()
    await expect(services).toHaveCount(all)
  })

  await test.step('kinds and what is connected narrow it down', async () => {
    await page.getByRole('button', { name: /^Databases/ }).click()
    await expect(services.filter({ hasText: 'Qdrant' })).toBeVisible()
    expect(await services.count()).toBeLessThan(all)
    await page.getByRole('button', { name: /^Connected/ }).click()
    await expect(page.getByText('None of these')).toBeVisible()
    await page.getByRole('button', { name: 'Show all services' }).click()
  })

  await test.step('arrows go between the tiles and Enter opens one', async () => {
    await search.fill('slack')
    await page.keyboard.press('ArrowDown')
    await expect(services.first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Slack', level: 1 })).toBeVisible()
    await page.goBack()
    await expect(search).toHaveValue('slack')
  })

  await test.step('the command palette leads to a service', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('qdrant')
    await page.getByRole('option', { name: 'Qdrant' }).click()
    await expect(page.getByRole('heading', { name: 'Qdrant', level: 1 })).toBeVisible()
  })
})

test('a page says what a service can do, and where its sign-in goes', async ({ page }) => {
  await goTo(page, 'Integrations')
  await openGallery(page).services.filter({ hasText: 'Slack' }).click()
  await expect(page.getByText('Not connected yet.')).toBeVisible()
  const facts = page.getByRole('complementary', { name: 'Slack' })
  await expect(facts).toContainText('is sent to these addresses only')
  await expect(facts).toContainText('slack.com')
  await expect(page.getByRole('link', { name: 'Documentation' })).toHaveAttribute('href', /^https:\/\/docs\.slack\.dev/)
  const action = page.getByRole('button', { name: /^Send a message/ })
  await expect(action).toContainText('sends')
  await action.click()
  await expect(page.getByRole('definition').first()).toContainText('needed')
  await expect(page.getByRole('heading', { name: 'Comes out' })).toBeVisible()
  await expectFine(page, 'the page of a service')
  await page.goto(new URL('/#/integrations/no-such', page.url()).href)
  await expect(page.getByText('There is no service “no-such”')).toBeVisible()
})

test('a service is connected, used in a run, tested, renamed and disconnected', async ({ page, app, qdrant }) => {
  // Looked at closely some twenty times, in both themes.
  test.setTimeout(120_000)
  const editor = openEditor(page)
  const wizard = openWizard(page, 'Connect Qdrant')

  await test.step('what is missing or wrong is said at its place', async () => {
    await goTo(page, 'Integrations')
    await openGallery(page).services.filter({ hasText: 'Qdrant' }).click()
    await page.getByRole('button', { name: 'Connect Qdrant' }).click()
    await wizard.address.fill('not an address')
    await wizard.connect.click()
    await expect(wizard.sheet.getByRole('alert')).toContainText('it should look like https://')
    await expect(wizard.address).toBeFocused()
    await expectFine(page, 'the wizard with something to mend')
    await wizard.address.fill(qdrant.url)
    await expect(wizard.sheet.getByRole('alert')).toHaveCount(0)
    await wizard.key.fill('a wrong key')
    await wizard.connect.click()
    await expect(wizard.sheet.getByRole('alert')).toContainText(/private|this machine/i)
    await wizard.advanced.click()
    await wizard.allowPrivate.click()
    await wizard.connect.click()
    await expect(wizard.sheet.getByRole('alert')).toContainText('the key is missing or wrong')
    await expect(wizard.key).toHaveValue('a wrong key')
    await wizard.key.fill(key)
    await wizard.connect.click()
    await expect(wizard.done).toBeVisible()
    await expect(wizard.sheet).toContainText('2 collections')
    await expectFine(page, 'the wizard when it is done')
  })

  await test.step('it is tried in a workflow of its own', async () => {
    await wizard.sheet.getByRole('button', { name: 'Try it in a workflow' }).click()
    await expect(editor.card('List collections')).toBeVisible()
    await editor.card('List collections').click()
    await expect(editor.inspector).toContainText('The only one, so it is used by itself.')
    await expectFine(page, 'a node with its connection')
    await editor.run.click()
    await editor.expectState('List collections', 'Succeeded')
    await editor.tab('Output').click()
    await expect(editor.inspector).toContainText('notes')
    await editor.tab('Trace').click()
    await expect(editor.inspector).toContainText('/collections')
    await expect(editor.inspector).not.toContainText(key)
  })

  await test.step('its page and the list of connections say how it is', async () => {
    await goTo(page, 'Integrations')
    await expect(openGallery(page).services.filter({ hasText: 'Qdrant' })).toContainText('Connected')
    await page.getByRole('link', { name: /^Connections/ }).click()
    const row = page.getByRole('table', { name: 'Connections' }).getByRole('row').filter({ hasText: '2 collections' })
    await expect(row).toContainText('Works')
    await expectFine(page, 'the list of connections')
    qdrant.setKey('another key')
    await row.getByRole('button', { name: /^Test/ }).click()
    await expect(row).toContainText('the key is missing or wrong')
    await expect(row.getByRole('button', { name: /^Sign in again/ })).toBeVisible()
    await expectFine(page, 'the list with one that fails')
    qdrant.setKey(key)
    await row.getByRole('link').first().click()
    const card = connectionOf(page, '2 collections')
    await card.getByRole('button', { name: /^Test/ }).click()
    await expect(card.getByRole('status')).toContainText('It works: 2 collections.')
    await card.getByRole('button', { name: /^More for/ }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Our notes')
    await page.keyboard.press('Enter')
    await expect(connectionOf(page, 'Our notes')).toContainText('2 collections')
  })

  await test.step('it is there after a restart, and nothing of the key is shown', async () => {
    await reopenApp(page, app)
    await goTo(page, 'Integrations')
    await openGallery(page).services.filter({ hasText: 'Qdrant' }).click()
    await expect(connectionOf(page, 'Our notes')).toContainText('Works')
    await expect(connectionOf(page, 'Our notes').getByRole('link', { name: 'Try Qdrant' })).toBeVisible()
    expect(await page.content()).not.toContain(key)
    await expectFine(page, 'the page of a connected service')
  })

  await test.step('disconnecting asks first, and the node says what is missing', async () => {
    await connectionOf(page, 'Our notes')
      .getByRole('button', { name: /^More for/ })
      .click()
    await page.getByRole('menuitem', { name: 'Disconnect' }).click()
    const question = page.getByRole('alertdialog', { name: 'Disconnect “Our notes”?' })
    await expect(question).toContainText('The workflow “Try Qdrant” uses it and will fail')
    await expectAccessible(page, 'the question before disconnecting')
    await question.getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByText('Not connected yet.')).toBeVisible()
    await goTo(page, 'Workflows')
    await page.getByRole('link', { name: 'Try Qdrant', exact: true }).first().click()
    await editor.dockTab('Problems').click()
    await expect(editor.dock).toContainText('Qdrant is not connected yet.')
    await expectFine(page, 'a problem of a connection')
    await editor.dock.getByRole('button', { name: 'Connect', exact: true }).click()
    await connectQdrant(page, qdrant)
    await wizard.sheet.getByRole('button', { name: 'Done' }).click()
    await expect(editor.dock).not.toContainText('Qdrant is not connected yet.')
  })
})

test('nodes of services stand under their service, and lead to the wizard', async ({ page, qdrant }) => {
  const editor = openEditor(page)
  await importWorkflow(page, sketchWorkflow('Notes', 'start', { start: { type: 'manual' } }))
  await editor.pane.click({ position: { x: 30, y: 300 } })

  await test.step('closed at first, opened by the keyboard', async () => {
    await expect(editor.palette.getByRole('option', { name: 'List collections' })).toHaveCount(0)
    const service = editor.palette.getByRole('option', { name: /^Qdrant.*show its/ })
    await service.click()
    await expect(editor.palette.getByRole('option', { name: 'List collections' })).toBeVisible()
    await expectFine(page, 'the palette with a service open')
    await editor.palette.getByRole('option', { name: /^Qdrant.*hide its/ }).click()
    await expect(editor.palette.getByRole('option', { name: 'List collections' })).toHaveCount(0)
  })

  await test.step('found by service and by what it does', async () => {
    await page.keyboard.press('/')
    await page.keyboard.type('qdrant list coll')
    await expect(editor.palette.getByRole('option').first()).toContainText('List collections')
    await page.keyboard.press('Enter')
    await expect(editor.card('List collections')).toContainText('Qdrant')
  })

  await test.step('its connection is made over the canvas', async () => {
    const field = editor.inspector.getByRole('button', { name: 'Connect Qdrant' })
    await field.click()
    await connectQdrant(page, qdrant)
    const wizard = openWizard(page, 'Connect Qdrant')
    await wizard.sheet.getByRole('button', { name: 'Back to the node' }).click()
    await expect(editor.inspector).toContainText('The only one, so it is used by itself.')
  })

  await test.step('a second one has to be chosen between', async () => {
    await editor.inspector.getByRole('combobox', { name: 'Connection' }).click()
    await page.getByRole('option', { name: 'Connect another…' }).click()
    await connectQdrant(page, qdrant)
    await page.getByRole('button', { name: 'Back to the node' }).click()
    await expect(editor.inspector.getByRole('alert')).toHaveCount(0)
    await editor.expectSaved()
  })
})

test('a sign-in in the browser is shown, and can be given up', async ({ page, context, complaints }) => {
  // The browser that the engine would open is not there, and the service's page cannot be reached.
  complaints.allow(/net::ERR_/)
  await context.route(/slack\.com/, (route) => route.abort())
  await goTo(page, 'Integrations')
  await openGallery(page).services.filter({ hasText: 'Slack' }).click()
  await page.getByRole('button', { name: 'Connect Slack' }).click()
  const { sheet } = openWizard(page, 'Connect Slack')
  await sheet.getByRole('radio', { name: /^Sign in with Slack/ }).click()
  await expect(sheet.getByRole('button', { name: 'Copy: the redirect address' })).toBeVisible()
  await expectFine(page, 'the wizard of a sign-in in the browser')
  const signIn = sheet.getByRole('button', { name: 'Sign in in the browser' })
  await signIn.click()
  await expect(sheet.getByRole('textbox', { name: 'Client ID' })).toBeFocused()
  await sheet.getByRole('textbox', { name: 'Client ID' }).fill('1234567890.0987654321')
  await signIn.click()
  const progress = sheet.getByRole('status', { name: 'Signing in' })
  await expect(progress).toContainText('https://slack.com/oauth/')
  await expect(progress.getByRole('button', { name: 'Copy the address' })).toBeVisible()
  await expect(progress.getByRole('link', { name: /^Open it/ })).toHaveAttribute(
    'href',
    /^https:\/\/slack\.com\/oauth\//,
  )
  await expectFine(page, 'the wizard while one signs in')
  await sheet.getByRole('button', { name: 'Stop signing in' }).click()
  await expect(sheet.getByRole('textbox', { name: 'Client ID' })).toHaveValue('1234567890.0987654321')
  // Given up: the address is free for the next try.
  await signIn.click()
  await expect(progress).toContainText('https://slack.com/oauth/')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
})
