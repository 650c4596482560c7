import { connect, createServer, type Server, type Socket } from 'node:net'
import { expect, reopenApp, test } from '../support/app-test.ts'
import { promptWorkflow } from '../support/app-workflows.ts'
import { openAiError } from '../support/openai-server.ts'
import { openEditor } from '../support/page-editor.ts'
import { goTo, importWorkflow } from '../support/page-list.ts'

const key = 'sk-proj-abcdefghijklmnop'
const modelList = {
  status: 200,
  body: {
    object: 'list',
    data: [
      { id: 'gpt-4o-mini', created: 1 },
      { id: 'gpt-4o', created: 2 },
    ].map(asModel),
  },
}

function asModel(model: { id: string; created: number }) {
  return { object: 'model', owned_by: 'openai', ...model }
}

test('a key is set, tried, used and removed, and is never shown again', async ({ page, models, app }) => {
  await goTo(page, 'Settings')
  const openAi = page.getByRole('article', { name: 'OpenAI', exact: true })
  await expect(openAi).toContainText('No key yet')

  await test.step('the address of another server', async () => {
    await openAi.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Change address' }).click()
    await openAi.getByRole('textbox', { name: 'Address' }).fill('localhost')
    await openAi.getByRole('button', { name: 'Save' }).click()
    await expect(openAi.getByRole('alert')).toHaveText('An address starts with http:// or https://.')
    await openAi.getByRole('textbox', { name: 'Address' }).fill(models.url)
    await openAi.getByRole('button', { name: 'Save' }).click()
    await expect(openAi.getByRole('textbox')).toHaveCount(0)
  })

  await test.step('a key that is wrong', async () => {
    await openAi.getByRole('button', { name: 'Set key' }).click()
    await openAi.getByLabel('API key').fill('sk-wrong-0000000000')
    await openAi.getByRole('button', { name: 'Save' }).click()
    await expect(openAi).toContainText('Key saved')
    models.answer(openAiError(401, 'Incorrect API key provided: sk-wrong-0000000000.', 'invalid_api_key'))
    await openAi.getByRole('button', { name: 'Test' }).click()
    await expect(openAi.getByRole('alert')).toContainText('OpenAI did not accept the API key')
    await expect(openAi).not.toContainText('sk-wrong')
  })

  await test.step('the right one', async () => {
    await openAi.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Replace key' }).click()
    await openAi.getByLabel('API key').fill(key)
    await page.keyboard.press('Enter')
    await expect(openAi.getByLabel('API key')).toHaveCount(0)
    models.answer(modelList)
    await openAi.getByRole('button', { name: 'Test' }).click()
    await expect(openAi.getByRole('status')).toContainText('Works: 2 models')
    expect(models.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
  })

  await test.step('it survives a restart, and a workflow uses it', async () => {
    await reopenApp(page, app)
    models.answer({ text: 'Hello.', usage: { inputTokens: 1000, outputTokens: 1000 } })
    await importWorkflow(page, promptWorkflow('With a key'))
    const editor = openEditor(page)
    await editor.run.click()
    await expect(editor.runBar).toContainText('Succeeded')
    expect(models.requests.at(-1)?.headers.authorization).toBe(`Bearer ${key}`)
    expect(await page.content()).not.toContain(key)
  })

  await test.step('removed', async () => {
    await goTo(page, 'Settings')
    await openAi.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Remove key' }).click()
    const question = page.getByRole('alertdialog', { name: 'Remove the key of OpenAI?' })
    await question.getByRole('button', { name: 'Remove key' }).click()
    await expect(openAi).toContainText('No key yet')
  })
})

test('without a key a run says what to do about it', async ({ page }) => {
  await importWorkflow(page, promptWorkflow('Without a key'))
  const editor = openEditor(page)
  await editor.card('Ask').click()
  await expect(editor.inspector).toContainText('OpenAI is not set up yet.')
  await editor.run.click()
  await editor.expectState('Ask', 'Failed')
  await editor.tab('Set-up').click()
  await editor.inspector.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('the theme is kept', async ({ page, app }) => {
  await goTo(page, 'Settings')
  const html = page.locator('html')
  await expect(html).not.toHaveAttribute('data-theme')
  await page.getByRole('link', { name: 'Appearance' }).click()
  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await reopenApp(page, app)
  await expect(html).toHaveAttribute('data-theme', 'dark')
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Appearance' }).click()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
})

test('the data folder is named, and what leaves the machine is said', async ({ page, app }) => {
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Data' }).click()
  await expect(page.getByText(app.dataDir, { exact: true })).toBeVisible()
  await expect(page.getByText(app.filesDir, { exact: true })).toBeVisible()
  await expect(page.getByText('What leaves this machine')).toBeVisible()
})

test.describe('a model server on this machine', () => {
  const ollamaPort = 11434
  let door: Server | null = null
  const open = new Set<Socket>()

  test.afterEach(() => shut())

  async function shut(): Promise<void> {
    for (const socket of open) socket.destroy()
    await new Promise<void>((done) => (door ? door.close(() => done()) : done()))
    door = null
  }

  test('is found at its usual port, and needs no key', async ({ page, models }) => {
    const target = Number(new URL(models.url).port)
    const isFree = await listen(target)
    await shut()
    test.skip(!isFree, `port ${ollamaPort} is in use on this machine`)
    await goTo(page, 'Settings')
    const ollama = page.getByRole('article', { name: 'Ollama' })
    // The page has looked before anything listens there, however slow the machine is.
    await expect(ollama).toContainText('Not found')
    await listen(target)
    models.answer({ status: 200, body: { object: 'list', data: [asModel({ id: 'qwen3:8b', created: 1 })] } })
    await page.getByRole('button', { name: 'Find local servers' }).click()
    await expect(page.getByText('Found one local server')).toBeVisible()
    await expect(ollama).toContainText('Found on this machine')
    await ollama.getByRole('button', { name: 'Models and limits of Ollama' }).click()
    await expect(ollama).toContainText('qwen3:8b')
  })

  /** Ollama's port leads to the scripted server. False when something else is there. */
  async function listen(target: number): Promise<boolean> {
    const server = createServer((socket) => {
      const inner = connect(target, '127.0.0.1')
      for (const one of [socket, inner]) {
        open.add(one)
        one.on('error', () => one.destroy())
      }
      socket.pipe(inner).pipe(socket)
    })
    return new Promise((done) => {
      server.once('error', () => done(false))
      server.listen(ollamaPort, '127.0.0.1', () => {
        door = server
        done(true)
      })
    })
  }
})

test('limits of a provider are set, kept, refused where they make no sense, and emptied', async ({ page, app }) => {
  await goTo(page, 'Settings')
  const openAi = page.getByRole('article', { name: 'OpenAI', exact: true })
  const details = openAi.getByRole('button', { name: 'Models and limits of OpenAI' })
  const atOnce = openAi.getByRole('textbox', { name: 'Calls at once' })
  const perMinute = openAi.getByRole('textbox', { name: 'Requests a minute' })
  await details.click()
  await expect(atOnce).toHaveAttribute('placeholder', '8 (usual)')
  await atOnce.fill('3')
  await page.keyboard.press('Enter')
  await perMinute.fill('none')
  await perMinute.blur()
  await expect(openAi.getByRole('alert')).toHaveText('A whole number from 1 to 100,000, or empty for any number.')
  await perMinute.fill('60')
  await perMinute.blur()
  await expect(openAi.getByRole('alert')).toHaveCount(0)

  await reopenApp(page, app)
  await goTo(page, 'Settings')
  await details.click()
  await expect(atOnce).toHaveValue('3')
  await expect(perMinute).toHaveValue('60')
  await atOnce.fill('')
  await page.keyboard.press('Enter')
  await expect(atOnce).toHaveAttribute('placeholder', '8 (usual)')
  await expect(perMinute).toHaveValue('60')
})
