import { errorOf } from '../link/error-of.ts'
import { showToast } from '../ui/toast.tsx'

/** Does what a click asked for; what goes wrong is told. Answers undefined then. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (thrown) {
    const error = errorOf(thrown)
    showToast(error.message, { tone: 'bad', detail: error.hint })
    return undefined
  }
}
