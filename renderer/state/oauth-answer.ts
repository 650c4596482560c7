import { client } from '../link/client.ts'
import { errorOf } from '../link/error-of.ts'
import { text } from '../text.ts'
import { showToast } from '../ui/toast.tsx'

/** Hands on the address a sign-in in the browser came back to by way of the desktop: `niti://oauth?…`. */
export async function handOverAnswer(query: Readonly<Record<string, string>>): Promise<void> {
  try {
    const { isKnown } = await client.integrations.oauthAnswer({ url: `niti://oauth?${new URLSearchParams(query)}` })
    if (!isKnown) showToast(text.integrations.wizard.notWaiting, { tone: 'warn' })
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
  }
}
